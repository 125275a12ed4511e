using System.Collections.Immutable;
using Powderwatts.Edge.Sensors;
using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>The rig's sensors with the command line laid over them.</summary>
internal static class RigSensors
{
    /// <summary>The sensors in force.</summary>
    /// <exception cref="StartException">The command line asks for what these sensors cannot do.</exception>
    public static ImmutableArray<SensorSettings> Of(Rig rig, NodeOptions options)
    {
        if (rig.Sensors.IsEmpty)
            throw new StartException($"cannot start: {rig.Source} has no sensors; add some under `sensors:`");
        if (!rig.IsSimulated && (options.Load is not null || options.Speed != 1))
            throw new StartException($"cannot use --load or --speed: the sensors of {rig.Source} are real; they are for sensors on `bus: sim`");
        if (options.Interval is not { } interval)
            return rig.Sensors;

        var sensors = rig.Sensors.Select(s => s with { Interval = interval }).ToImmutableArray();
        foreach (var sensor in sensors)
        {
            foreach (var (key, message) in SensorCatalog.Find(sensor.Driver)!.Validate(sensor))
                throw new StartException($"cannot use --interval {DurationText.Format(interval)} for sensor '{sensor.Id}': {key} {message}");
        }

        return sensors;
    }
}
