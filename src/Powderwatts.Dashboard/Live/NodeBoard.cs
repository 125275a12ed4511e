using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Live;

/// <summary>What is known of one node.</summary>
internal sealed class NodeBoard(string node)
{
    private readonly Dictionary<string, SensorBoard> sensors = new(StringComparer.Ordinal);
    private List<SensorBoard> ordered = [];

    /// <summary>The node's id.</summary>
    public string Node { get; } = node;

    /// <summary>Its last description; null before that has come.</summary>
    public About? About { get; private set; }

    /// <summary>Its last health report; null before that has come.</summary>
    public HealthReport? Health { get; private set; }

    /// <summary>Is it online? Null before it has said so.</summary>
    public bool? Online { get; set; }

    /// <summary>Since when it is online or offline, as seen from here, Unix milliseconds.</summary>
    public long OnlineSince { get; set; }

    /// <summary>In the order of the description, then those that it does not hold, by id.</summary>
    public IReadOnlyList<SensorBoard> Sensors => ordered;

    /// <summary>The sensor, made when it is new; null when the node already has as many as the contract allows.</summary>
    public SensorBoard? Sensor(string sensor)
    {
        if (sensors.TryGetValue(sensor, out var known))
            return known;
        if (sensors.Count >= WireLimits.Sensors)
            return null;
        var added = sensors[sensor] = new SensorBoard(Node, sensor)
        {
            Health = Health?.Sensors.FirstOrDefault(s => s.Sensor == sensor),
        };
        ordered = [.. ordered, added];
        return added;
    }

    /// <summary>Takes a new description, or none. Sensors that it no longer holds are forgotten.</summary>
    /// <returns>True when other sensors are shown, or the same ones otherwise, than before.</returns>
    public bool Describe(About? about)
    {
        var before = About;
        About = about;
        foreach (var gone in sensors.Keys.Except(about?.Sensors.Select(s => s.Sensor) ?? [], StringComparer.Ordinal).ToList())
            sensors.Remove(gone);
        foreach (var described in about?.Sensors ?? [])
        {
            if (Sensor(described.Sensor) is { } sensor)
                (sensor.About, sensor.Tape) = (described, about!.Tape);
        }

        ordered = about is null ? [] : [.. about.Sensors.Select(s => sensors.GetValueOrDefault(s.Sensor)).OfType<SensorBoard>().Distinct()];
        return before is null || about is null || before.Tape != about.Tape || !before.Sensors.SequenceEqual(about.Sensors, SameSensor.Instance);
    }

    /// <summary>Takes a new health report, or none.</summary>
    public void Report(HealthReport? report)
    {
        Health = report;
        foreach (var (id, sensor) in sensors)
            sensor.Health = report?.Sensors.FirstOrDefault(s => s.Sensor == id);
    }

    private sealed class SameSensor : IEqualityComparer<SensorAbout>
    {
        public static SameSensor Instance { get; } = new();

        // the record's own equality compares the array of quantities by reference
        public bool Equals(SensorAbout? x, SensorAbout? y) =>
            x is not null && y is not null && x.Quantities.SequenceEqual(y.Quantities) && x with { Quantities = y.Quantities } == y;

        public int GetHashCode(SensorAbout obj) => obj.Sensor.GetHashCode(StringComparison.Ordinal);
    }
}
