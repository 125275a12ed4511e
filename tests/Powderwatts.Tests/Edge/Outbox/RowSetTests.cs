using CsCheck;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class RowSetTests
{
    [Fact]
    public void It_counts_as_a_plain_set_does() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 60], Gen.Int[0, 12]).List[0, 40].Sample(steps =>
        {
            var (set, model, highest) = (RowSet.Empty, new SortedSet<long>(), 0L);
            foreach (var (adds, from, count) in steps)
            {
                if (adds)
                {
                    set = set.With(new RowRange(highest + 1, highest + count));
                    model.UnionWith(Enumerable.Range(1, count).Select(i => highest + i));
                    highest += count;
                }
                else if (count > 9)
                {
                    // anywhere, also over what is there
                    set = set.With(new RowRange(from + 1, from + count));
                    model.UnionWith(Enumerable.Range(1, count).Select(i => (long)from + i));
                    highest = Math.Max(highest, from + count);
                }
                else
                {
                    set = set.Without(new RowRange(from, from + count - 1));
                    model.ExceptWith(Enumerable.Range(0, count).Select(i => (long)from + i));
                }

                Assert.Equal((model.Count, model.Min), (set.Count, set.First));
                Assert.Equal(model.Count(n => n <= 30), set.CountUpTo(30));
                Assert.Equal(
                    Enumerable.Range(0, 1000).Select(n => (long)n).Where(n => n > 0 && n <= highest && !model.Contains(n)),
                    set.Holes(highest).SelectMany(h => Enumerable.Range(0, (int)h.Count).Select(i => h.From + i)));
            }
        });
}
