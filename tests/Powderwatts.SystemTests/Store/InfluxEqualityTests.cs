using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tests;
using static Powderwatts.SystemTests.Store.StoreRows;

namespace Powderwatts.SystemTests.Store;

/// <summary>The dashboard shows the same numbers from InfluxDB as from SQLite: every answer, field by field, for any rows in any order.</summary>
public sealed class InfluxEqualityTests
{
    private static readonly Gen<Reading> readings = Gen.Select(
        Gen.Select(OneOf("a", "a", "a", "b", "air", "button"), OneOf("booth-pi", "booth-pi", "roof-pi"), OneOf(Origin.Sim, Origin.Sim, Origin.Replay)),
        Gen.Int[0, 400], Gen.Double[-50, 500], OneOf(0L, 0L, 0L, 60_000L), OneOf(0.1, 1, 1, 2), Gen.Int[0, 19],
        (series, tick, value, from, interval, chance) =>
        {
            var values = series.Item1 switch
            {
                "air" => new QuantityValues { [Quantity.TemperatureC] = value, [Quantity.HumidityPct] = chance > 4 ? value : null },
                "button" => new QuantityValues { [Quantity.State] = tick % 2 },
                _ => new QuantityValues
                {
                    [Quantity.VoltageV] = 230,
                    [Quantity.PowerW] = chance == 0 ? null : value,
                    [Quantity.EnergyWh] = chance == 1 ? null : tick * 0.1,
                    [Quantity.TemperatureC] = tick % 5 == 0 ? -3.5 : null,
                },
            };
            return new Reading(series.Item1 + "/" + series.Item2, Start + (tick * 250L), values)
            {
                Origin = series.Item3,
                // absent or not by the instant alone: a repeated reading never loses a value
                EnergyFrom = series.Item1 is "air" or "button" || tick % 50 == 7 ? null : Start + (tick > 200 ? from : 0),
                IntervalS = interval,
                Quality = tick % 7 == 0 || tick > 350 ? Quality.Unsynced : tick % 11 == 0 ? Quality.Clipped | Quality.Estimated : Quality.None,
            };
        });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_equals_the_embedded_stores()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        var round = 0;
        var compared = 0;
        Gen.Select(readings.Array[0, 120], Gen.Int[-20, 300], Gen.Int[1, 200], OneOf(250L, 1000L, 3000L, 60_000L)).Sample((rows, from, length, bucket) =>
        {
            using var folder = new TemporaryFolder();
            var number = Interlocked.Increment(ref round);
            var options = server.Options with { LiveDatabase = $"live_{number}", DemoDatabase = $"demo_{number}" };
            InfluxSetup.RunAsync(options, TimeProvider.System, Cancelled).GetAwaiter().GetResult();
            var sqlite = SqliteStore.Open(folder.Path);
            var influx = new InfluxStore(options, TimeProvider.System);
            try
            {
                Write(sqlite, rows);
                Write(influx, rows);
                Interlocked.Add(ref compared, Compare(sqlite, influx, Start + (from * 250L) + 7, Start + ((from + length) * 250L), bucket));
            }
            finally
            {
                influx.DisposeAsync().AsTask().GetAwaiter().GetResult();
                sqlite.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }, iter: 60, threads: 1);
        Assert.True(compared > 1000, $"only {compared} rows, buckets, points and gaps were compared");
    }

    private static int Compare(SqliteStore sqlite, InfluxStore influx, long from, long to, long bucket)
    {
        var compared = 0;
        foreach (var origin in new[] { Origin.Sim, Origin.Replay, Origin.Live })
        {
            var last = sqlite.LastAsync("lodge", origin, Cancelled).Result;
            Assert.Equal(last, influx.LastAsync("lodge", origin, Cancelled).Result);
            compared += last.Count;

            var rows = sqlite.RowsAsync(new("lodge", origin, from, to), Cancelled).ToBlockingEnumerable().ToList();
            Assert.Equal(rows, influx.RowsAsync(new("lodge", origin, from, to), Cancelled).ToBlockingEnumerable());
            Assert.Equal(rows.Where(r => r.Series is { Node: "roof-pi", Sensor: "a" }),
                influx.RowsAsync(new("lodge", origin, from, to) { Node = "roof-pi", Sensor = "a" }, Cancelled).ToBlockingEnumerable());
            compared += rows.Count;

            var question = new CounterQuestion("lodge", origin, [from, .. Enumerable.Range(1, 3).Select(i => from + (i * 1111L)).TakeWhile(b => b < to), to]);
            var counters = sqlite.CountersAsync(question, Cancelled).Result;
            var same = influx.CountersAsync(question, Cancelled).Result;
            Assert.Equal(counters.Select(c => c.Series), same.Select(c => c.Series));
            foreach (var (expected, actual) in counters.Zip(same))
            {
                Assert.Equal(expected.Points, actual.Points);
                Assert.Equal(expected.Gaps, actual.Gaps);
                Assert.Equal(
                    CounterDifference.Between(expected.Points, question.Boundaries, expected.Gaps),
                    CounterDifference.Between(actual.Points, question.Boundaries, actual.Gaps));
                compared += expected.Points.Length + expected.Gaps.Length;
            }

            foreach (var node in new[] { "booth-pi", "roof-pi" })
            {
                foreach (var (sensor, quantity) in new[] { ("a", Quantity.PowerW), ("a", Quantity.TemperatureC), ("air", Quantity.HumidityPct), ("button", Quantity.State), ("none", Quantity.PowerW) })
                {
                    var asked = new HistoryQuestion(new("lodge", node, sensor, origin), quantity, from, to, bucket);
                    var history = sqlite.HistoryAsync(asked, Cancelled).Result;
                    var answer = influx.HistoryAsync(asked, Cancelled).Result;
                    Assert.Equal(history.Buckets, answer.Buckets);
                    Assert.Equal(history.Gaps, answer.Gaps);
                    compared += history.Buckets.Length + history.Gaps.Length;
                }
            }
        }

        return compared;
    }

    // twice, in two orders and different batches; the newest write of an identity wins
    private static void Write(IStore store, Reading[] rows)
    {
        // InfluxDB joins the fields of a repeated identity and SQLite replaces the row; a real repeat is the same reading, so the
        // first of an identity decides which values there are
        var shapes = new Dictionary<(string, long, Origin), Reading>();
        foreach (var row in rows)
            shapes.TryAdd((row.Sensor, row.T, row.Origin), row);
        var shaped = rows.Select(row => row with { Values = Shaped(row.Values, shapes[(row.Sensor, row.T, row.Origin)].Values) }).ToArray();
        foreach (var order in new[] { shaped.Reverse().ToArray(), shaped })
        {
            foreach (var part in order.Chunk(17))
            {
                var batches = part.GroupBy(r => r.Sensor.Split('/')[1])
                    .Select(g => Batch(g.Select(r => r with { Sensor = r.Sensor.Split('/')[0] }), r => (r.T - Start) + 1) with { Node = g.Key });
                Assert.Empty(store.WriteAsync([.. batches], Cancelled).Result);
            }
        }
    }

    private static QuantityValues Shaped(QuantityValues values, QuantityValues shape)
    {
        var shaped = new QuantityValues();
        foreach (var quantity in Quantities.All)
        {
            if (shape.Has(quantity))
                shaped[quantity] = values[quantity] ?? shape[quantity];
        }

        return shaped;
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
