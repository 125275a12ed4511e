using System.Collections.Immutable;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;

namespace Powderwatts.Dashboard.Queries;

/// <summary>
/// Puts the reports of the nodes, of the collectors and of this dashboard together. A report that is no longer renewed
/// (every 10 s it should be) is itself a warning: what it says may have passed.
/// </summary>
internal static class SiteHealth
{
    /// <summary>A report above this age is old: three times its period.</summary>
    public const long OldAfterMs = 30_000;

    /// <summary>Every part and every sensor, each with its owner's name in front.</summary>
    public static HealthReport Gather(LiveBoard board, HealthBoard own, long now)
    {
        var parts = ImmutableArray.CreateBuilder<PartHealth>();
        var sensors = ImmutableArray.CreateBuilder<SensorHealth>();
        board.Read((nodes, collectors) =>
        {
            foreach (var node in nodes)
            {
                parts.Add(Presence(node, now));
                foreach (var part in node.Health?.Parts ?? [])
                    parts.Add(part with { Part = $"{node.Node}/{part.Part}" });
                foreach (var sensor in node.Health?.Sensors ?? [])
                    sensors.Add(sensor with { Sensor = $"{node.Node}/{sensor.Sensor}" });
            }

            foreach (var (id, report) in collectors)
            {
                if (Old(report, now) is { } old)
                    parts.Add(Part($"collector/{id}/report", HealthState.Warn, report.T, old, "see whether that collector is running"));
                foreach (var part in report.Parts)
                    parts.Add(part with { Part = $"collector/{id}/{part.Part}" });
            }

            return true;
        });
        foreach (var part in own.Report().Parts)
            parts.Add(part with { Part = $"dashboard/{part.Part}" });
        return new HealthReport(now, parts.ToImmutable(), sensors.ToImmutable());
    }

    /// <summary>The state of the whole: that of its worst part; a failed sensor is a warning.</summary>
    public static HealthState Worst(HealthReport report)
    {
        var worst = report.Parts.Select(p => p.State).DefaultIfEmpty(HealthState.Ok).Max();
        return worst == HealthState.Ok && report.Sensors.Any(s => !s.Ok) ? HealthState.Warn : worst;
    }

    private static PartHealth Presence(NodeBoard node, long now)
    {
        var name = $"{node.Node}/status";
        if (node.Online == false)
            return Part(name, HealthState.Down, node.OnlineSince, "the node is offline", "see whether it has power and network");
        if (node.Health is { } health && Old(health, now) is { } old)
            return Part(name, HealthState.Warn, health.T, old, "see whether the node is running and its clock is right");
        return Part(name, HealthState.Ok, node.OnlineSince, null, null);
    }

    private static string? Old(HealthReport report, long now) =>
        now - report.T > OldAfterMs ? $"its last report is {(now - report.T) / 1000} s old" : null;

    private static PartHealth Part(string name, HealthState state, long since, string? reason, string? next) =>
        new(name, state, since, reason, next, ImmutableSortedDictionary<string, long>.Empty);
}
