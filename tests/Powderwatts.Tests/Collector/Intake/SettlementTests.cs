using CsCheck;
using Powderwatts.Collector.Intake;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Collector.Intake;

public sealed class SettlementTests
{
    [Fact]
    public void Ranges_hold_exactly_what_was_settled_in_any_order() =>
        Gen.Select(Gen.Long[1, 60].Array, Gen.Long[100, 150].Array).Sample((stored, refused) =>
        {
            var settlement = new Settlement("lodge", "booth-pi", OutboxId.New());
            foreach (var n in stored)
                settlement.Store(n, n, n);
            foreach (var n in refused)
                settlement.Refuse(n, n % 3 == 0 ? "three" : "other");

            var acks = settlement.Acknowledge().ToArray();

            var ranges = acks.SelectMany(a => a.Stored).ToArray();
            Assert.Equal(stored.Distinct().Order(), ranges.SelectMany(r => Enumerable.Range((int)r.From, (int)r.Count)).Select(n => (long)n));
            Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.To + 1 < pair.Second.From, "neighbours are merged"));
            Assert.Equal(refused.Distinct().Order(),
                acks.SelectMany(a => a.Refused).SelectMany(r => Enumerable.Range((int)r.Rows.From, (int)r.Rows.Count)).Select(n => (long)n));
            Assert.All(acks.SelectMany(a => a.Refused), r => Assert.Equal(r.Rows.From % 3 == 0 ? "three" : "other", r.Reason));
        }, iter: 300);

    [Fact]
    public void Many_refusals_are_told_in_several_acknowledgements()
    {
        var settlement = new Settlement("lodge", "booth-pi", OutboxId.New());
        for (var n = 1; n <= 1200; n++)
            settlement.Refuse(n * 2, new string('x', 400));

        var acks = settlement.Acknowledge().ToArray();

        Assert.Equal([500, 500, 200], acks.Select(a => a.Refused.Length));
        Assert.All(acks.SelectMany(a => a.Refused), r => Assert.Equal(120, r.Reason.Length));
    }
}
