using Powderwatts.Readings;
using Powderwatts.Savings.Switching;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Summaries;

/// <summary>
/// Adds a site's readings up to hours and days by weather, for every circuit. Readings are handed over in rising order, whole months of
/// them, so that each month has its samples; only sums and a bin a minute are kept.
/// </summary>
public sealed class SiteFolder
{
    private readonly long to;
    private readonly ClimateMinutes climate;
    private readonly Dictionary<string, CircuitFolder> circuits = new(StringComparer.Ordinal);
    private string? temperatureSensor;
    private string? wetSensor;

    /// <summary>Begins a period.</summary>
    /// <param name="ratedW">Rated power, W, of each circuit by `node/sensor`.</param>
    /// <param name="from">First instant, Unix milliseconds, on a minute.</param>
    /// <param name="to">End, Unix milliseconds, on a minute.</param>
    /// <param name="hourOf">First instant of an instant's hour in the site's calendar.</param>
    /// <param name="dayOf">First instant of its day.</param>
    public SiteFolder(IReadOnlyDictionary<string, double> ratedW, long from, long to, Func<long, long> hourOf, Func<long, long> dayOf)
    {
        this.to = to;
        climate = new ClimateMinutes(from, to);
        foreach (var (sensor, rated) in ratedW)
            circuits[sensor] = new CircuitFolder(rated, from, to, hourOf, dayOf, climate);
    }

    /// <summary>Takes a reading.</summary>
    public void Add(string node, in Reading reading)
    {
        climate.Reach(reading.T);
        var sensor = $"{node}/{reading.Sensor}";
        if (circuits.TryGetValue(sensor, out var circuit))
            circuit.Add(reading);
        else if (reading.Kind == Kind.Climate && IsOurs(sensor, reading.Values))
            climate.Add(reading);
    }

    /// <summary>No more readings.</summary>
    public void End()
    {
        climate.Reach(to);
        foreach (var circuit in circuits.Values)
            circuit.End();
    }

    /// <summary>Hours and days of a circuit.</summary>
    public (IReadOnlyList<BinSummary> Hours, IReadOnlyList<BinSummary> Days) Of(string sensor) => circuits[sensor].Rows();

    // the first sensor that tells a temperature tells it for the whole period, and so for wetness: two of them are two places
    private bool IsOurs(string sensor, in QuantityValues values)
    {
        if (values.Has(Quantity.TemperatureC))
            temperatureSensor ??= sensor;
        if (values.Has(Quantity.Wet))
            wetSensor ??= sensor;
        return sensor == temperatureSensor || sensor == wetSensor;
    }

    private sealed class CircuitFolder
    {
        private readonly MinuteFolder minutes;
        private readonly SummaryFolder hours;
        private readonly SummaryFolder days;

        public CircuitFolder(double ratedW, long from, long to, Func<long, long> hourOf, Func<long, long> dayOf, ClimateMinutes climate)
        {
            (hours, days) = (new SummaryFolder(ratedW, hourOf), new SummaryFolder(ratedW, dayOf));
            minutes = new MinuteFolder(SwitchRule.Of(ratedW), from, to, minute =>
            {
                var bin = climate.At(minute.T);
                hours.Add(minute, bin);
                days.Add(minute, bin);
            });
        }

        public void Add(in Reading reading)
        {
            if (PowerSample.Of(reading) is { } sample)
                minutes.Add(sample);
        }

        public void End() => minutes.End();

        public (IReadOnlyList<BinSummary> Hours, IReadOnlyList<BinSummary> Days) Rows() => (hours.Rows(), days.Rows());
    }
}
