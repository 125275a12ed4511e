using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.SystemTests.Store;

/// <summary>Rows for the tests of the InfluxDB store.</summary>
internal static class StoreRows
{
    public const long Start = 1_796_112_000_000;

    public static readonly OutboxId Outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");

    public static Reading Power(string sensor, int second, double power, Origin origin = Origin.Live) =>
        new(sensor, Start + (second * 1000L), new() { [Quantity.PowerW] = power, [Quantity.EnergyWh] = second * 0.01 })
        {
            Origin = origin,
            EnergyFrom = Start,
        };

    public static NodeBatch Batch(IEnumerable<Reading> readings, long firstN = 1, params Gap[] gaps) =>
        new("lodge", "booth-pi", Outbox, [.. readings.Select((r, i) => new Numbered(firstN + i, r))], [.. gaps]);

    public static NodeBatch Batch(IEnumerable<Reading> readings, Func<Reading, long> number) =>
        new("lodge", "booth-pi", Outbox, [.. readings.Select(r => new Numbered(number(r), r))], []);
}
