using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Powderwatts.Readings.Health;

/// <summary>Where the stages of one process say how they are. Thread-safe; read by whoever publishes or serves health.</summary>
public sealed class HealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PartHealth> parts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SensorHealth> sensors = new(StringComparer.Ordinal);
    private long version;

    /// <summary>Goes up with every change of a state or a reason (not of a count).</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Says how a part is. `since` moves only when the state changes.</summary>
    public void Set(string part, HealthState state, string? reason = null, string? next = null, params ReadOnlySpan<(string Name, long Value)> counts)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in counts)
            builder[name] = value;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var values = builder.ToImmutable();
        parts.AddOrUpdate(part, _ => Changed(new PartHealth(part, state, now, reason, next, values)), (_, old) =>
            old.State == state && old.Reason == reason
                ? old with { Next = next, Counts = values }
                : Changed(new PartHealth(part, state, old.State == state ? old.Since : now, reason, next, values)));
    }

    /// <summary>A sensor was read.</summary>
    public void SensorOk(string sensor) => SetSensor(sensor, true, null);

    /// <summary>A sensor could not be read.</summary>
    public void SensorFailed(string sensor, string reason) => SetSensor(sensor, false, reason);

    /// <summary>Everything as it is now, sorted by name.</summary>
    public HealthReport Report() => new(
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        [.. parts.Values.OrderBy(p => p.Part, StringComparer.Ordinal)],
        [.. sensors.Values.OrderBy(s => s.Sensor, StringComparer.Ordinal)]);

    private void SetSensor(string sensor, bool ok, string? reason)
    {
        if (ok && sensors.TryGetValue(sensor, out var known) && known.Ok)
            return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        sensors.AddOrUpdate(sensor, _ => Changed(new SensorHealth(sensor, ok, now, reason, ok ? 0 : 1)), (_, old) =>
        {
            var next = new SensorHealth(sensor, ok, old.Ok == ok ? old.Since : now, reason, old.Failures + (ok ? 0 : 1));
            return old.Ok == ok && old.Reason == reason ? next : Changed(next);
        });
    }

    private T Changed<T>(T value)
    {
        Interlocked.Increment(ref version);
        return value;
    }
}
