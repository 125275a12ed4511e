using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Tests.Store.Sqlite;

/// <summary>The store against the plainest possible computation over the same rows, written in any order and any number of times.</summary>
public sealed class SqliteStorePropertyTests
{
    private const long Start = 1_796_112_000_000;
    private static readonly OutboxId outbox = OutboxId.New();
    private static readonly Series a = new("lodge", "booth-pi", "a", Origin.Sim);

    private static readonly Gen<Reading> readings = Gen.Select(OneOf("a", "a", "a", "b"), Gen.Int[0, 400], Gen.Double[-50, 500],
        OneOf(0L, 0L, 0L, 5000L), OneOf(0.1, 1, 1, 2), Gen.Int[0, 9], (sensor, tick, power, from, interval, absent) =>
        {
            var values = new QuantityValues { [Quantity.PowerW] = power, [Quantity.EnergyWh] = tick * 0.5 };
            if (absent == 0)
                values[Quantity.PowerW] = null;
            return new Reading(sensor, Start + tick * 250L, values)
            {
                EnergyFrom = Start - from,
                IntervalS = interval,
                Origin = Origin.Sim,
            };
        });

    private static readonly Gen<(Reading[] Rows, long From, long To, long Bucket)> cases = Gen.Select(
        readings.Array[0, 60], Gen.Int[-20, 300], Gen.Int[1, 200], OneOf(250L, 1000L, 3000L, 60_000L),
        (rows, from, length, bucket) => (rows, Start + from * 250L + 7, Start + (from + length) * 250L, bucket));

    [Fact]
    public void History_equals_the_plain_computation() =>
        Check((store, rows, from, to, bucket) =>
        {
            var known = rows.Where(r => r.Values.Has(Quantity.PowerW)).ToArray();
            var inside = known.Where(r => r.T >= from && r.T < to).ToArray();

            var history = store.HistoryAsync(new(a, Quantity.PowerW, from, to, bucket), default).Result;

            var expected = inside.GroupBy(r => r.T / bucket * bucket).Select(g => (g.Key, Values: g.Select(r => r.Values[Quantity.PowerW]!.Value).ToArray()));
            Assert.Equal(expected.Select(g => (g.Key, g.Values.Min(), g.Values.Max(), g.Values[^1], (long)g.Values.Length)),
                history.Buckets.Select(b => (b.T, b.Min, b.Max, b.Last, b.Count)));
            Assert.All(history.Buckets.Zip(expected), pair => Assert.Equal(pair.Second.Values.Average(), pair.First.Mean, 1e-9));
            Assert.Equal(PlainGaps(known, from, to), history.Gaps);
        });

    [Fact]
    public void Rows_of_a_period_are_all_that_were_written_in_order() =>
        Check((store, rows, from, to, _) =>
        {
            var all = store.RowsAsync(new("lodge", Origin.Sim, from, to), default).ToBlockingEnumerable().ToList();
            var one = store.RowsAsync(new("lodge", Origin.Sim, from, to) { Sensor = "a" }, default).ToBlockingEnumerable().ToList();

            Assert.Equal(rows.Where(r => r.T >= from && r.T < to), one.Select(r => r.Reading));
            Assert.Equal(one, all.Where(r => r.Series == a));
            Assert.Equal(all.OrderBy(r => r.Reading.T).ThenBy(r => r.Series.Sensor, StringComparer.Ordinal), all);
            Assert.Empty(store.RowsAsync(new("lodge", Origin.Sim, from, to) { Node = "other" }, default).ToBlockingEnumerable());
            Assert.Empty(store.RowsAsync(new("lodge", Origin.Replay, from, to), default).ToBlockingEnumerable());
        });

    [Fact]
    public void Counters_hold_every_point_that_decides_a_difference() =>
        Check((store, rows, from, to, bucket) =>
        {
            long[] boundaries = [from, .. Enumerable.Range(1, 3).Select(i => from + i * 1111L).TakeWhile(b => b < to), to];

            var answer = store.CountersAsync(new("lodge", Origin.Sim, [.. boundaries]), default).Result.SingleOrDefault(c => c.Series == a);

            if (rows.Length == 0)
            {
                Assert.Null(answer);
                return;
            }

            Assert.NotNull(answer);
            var all = rows.Select(r => new CounterPoint(r.T, r.Values[Quantity.EnergyWh]!.Value, r.EnergyFrom!.Value, r.IntervalS)).ToArray();
            var first = Array.FindLastIndex(all, p => p.T < from);
            var last = Array.FindIndex(all, p => p.T >= to);
            var inside = all[(first < 0 ? 0 : first)..(last < 0 ? all.Length : last + 1)];
            var needed = new SortedSet<long>();
            for (var i = 0; i < inside.Length; i++)
            {
                if (i == 0 || i == inside.Length - 1 || inside[i - 1].EnergyFrom != inside[i].EnergyFrom
                    || inside[i + 1].EnergyFrom != inside[i].EnergyFrom
                    || boundaries.Any(b => (inside[i - 1].T < b && b <= inside[i].T) || (inside[i].T < b && b <= inside[i + 1].T)))
                    needed.Add(inside[i].T);
            }

            Assert.Equal(inside.Where(p => needed.Contains(p.T)), answer.Points);
            Assert.Equal(PlainGaps(rows, from, to), answer.Gaps);
        });

    private static IEnumerable<TimeGap> PlainGaps(Reading[] rows, long from, long to)
    {
        var instants = rows.Select(r => (r.T, r.IntervalS)).ToList();
        if (!rows.Any(r => r.T < from))
            instants.Insert(0, (from, 0));
        if (!rows.Any(r => r.T >= to))
            instants.Add((to, rows.LastOrDefault(r => r.T < to).IntervalS));
        return instants.Zip(instants.Skip(1))
            .Where(pair => pair.Second.T - pair.First.T > 3000 * pair.Second.IntervalS && pair.First.T < to && pair.Second.T > from)
            .Select(pair => new TimeGap(Math.Max(pair.First.T, from), Math.Min(pair.Second.T, to)));
    }

    private static void Check(Action<SqliteStore, Reading[], long, long, long> check)
    {
        var round = 0;
        cases.Sample(one =>
        {
            using var own = new TemporaryFolder();
            var store = SqliteStore.Open(own.Path);
            try
            {
                // twice, in two orders and different batches; the newest write of an identity wins
                foreach (var rows in new[] { one.Rows.Reverse().ToArray(), one.Rows })
                {
                    foreach (var part in rows.Chunk(17))
                        store.WriteAsync([Batch(part, ref round)], default).GetAwaiter().GetResult();
                }

                var known = one.Rows.Where(r => r.Sensor == "a").GroupBy(r => r.T).Select(g => g.Last()).OrderBy(r => r.T).ToArray();
                check(store, known, one.From, one.To, one.Bucket);
            }
            finally
            {
                store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }, iter: 60, threads: 1);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static NodeBatch Batch(Reading[] rows, ref int n)
    {
        var first = n;
        n += rows.Length;
        return new("lodge", "booth-pi", outbox, [.. rows.Select((r, i) => new Numbered(first + i, r))], []);
    }
}
