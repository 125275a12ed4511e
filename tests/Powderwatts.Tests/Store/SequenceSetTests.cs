using CsCheck;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Tests.Store;

public sealed class SequenceSetTests
{
    [Fact]
    public void Ranges_name_exactly_the_sequences_that_were_added_in_any_order() =>
        Gen.Select(Gen.Long[0, 300], Gen.Long[65_400, 65_700], Gen.Long[0, WireLimits.LastSequence], (a, b, c) => new[] { a, b, c }).Array[0, 200]
            .Sample(rows =>
            {
                var numbers = rows.SelectMany(r => r).ToArray();
                var set = new SequenceSet();
                foreach (var n in numbers)
                    Assert.True(set.TryAdd(n));

                var ranges = set.Ranges().ToList();
                Assert.Equal(numbers.Distinct().Order(), ranges.SelectMany(r => Enumerable.Range(0, (int)r.Count).Select(i => r.From + i)));
                Assert.Equal(numbers.Distinct().LongCount(), set.Count);
                Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.To + 1 < pair.Second.From));
            });

    [Fact]
    public void Sequences_that_are_spread_on_purpose_do_not_fill_the_memory()
    {
        var set = new SequenceSet(mostPages: 3);
        for (var i = 0; i < 3; i++)
            Assert.True(set.TryAdd(i * 65_536L));

        Assert.False(set.TryAdd(3 * 65_536L));
        Assert.True(set.TryAdd(1));
        Assert.Equal(4, set.Count);
    }
}
