using Powderwatts.Settings;

namespace Powderwatts.Doctor;

/// <summary>The buses that the rig names: are they there, and may this user open them?</summary>
internal static class BusFindings
{
    /// <summary>Looks at every bus once.</summary>
    /// <param name="buses">The buses of the rig's sensors.</param>
    /// <param name="devices">Where device files are: `/dev`.</param>
    public static IEnumerable<Finding> Look(IEnumerable<string> buses, string devices)
    {
        foreach (var bus in buses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (bus == Rig.SimulatedBus)
            {
                yield return new(FindingState.Passed, "bus", "the chips are simulated");
                continue;
            }

            var path = Path.Combine(devices, bus);
            if (!File.Exists(path))
            {
                yield return new(FindingState.Failed, "bus", $"{path} is missing", "sudo raspi-config nonint do_i2c 0, then restart; or correct the sensors' bus");
                continue;
            }

            yield return Opens(path, bus);
        }
    }

    private static Finding Opens(string path, string bus)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return new(FindingState.Passed, "bus", $"{path} opens");
        }
        catch (UnauthorizedAccessException)
        {
            return new(FindingState.Failed, "bus", $"{path} may not be opened by user \"{Environment.UserName}\"",
                $"sudo usermod -aG {(bus.StartsWith("i2c", StringComparison.Ordinal) ? "i2c" : "dialout")} {Environment.UserName}, then log in again");
        }
        catch (IOException fault)
        {
            return new(FindingState.Failed, "bus", $"{path} does not open: {fault.Message.TrimEnd('.')}", "look at the wiring, and at dmesg");
        }
    }
}
