using System.Globalization;

namespace Powderwatts.Doctor;

/// <summary>The data folder: may it be written, and is there room?</summary>
internal static class DataFindings
{
    private const long LeastFreeMiB = 256; // a full outbox

    /// <summary>Looks at the folder, or at the one that it would be made in.</summary>
    public static IEnumerable<Finding> Look(string data)
    {
        if (!Directory.Exists(data))
        {
            var parent = data;
            while (!Directory.Exists(parent))
                parent = Path.GetDirectoryName(parent) ?? "/";
            yield return Writable(parent) is { } why
                ? new(FindingState.Failed, "data", $"cannot make '{data}': {why}", $"make it for this user, or name another folder with --data")
                : new(FindingState.Passed, "data", $"{data} will be made at the first start");
            data = parent;
        }
        else if (Writable(data) is { } fault)
        {
            yield return new(FindingState.Failed, "data", $"cannot write to '{data}': {fault}", $"sudo chown $USER {data}");
        }
        else
        {
            yield return new(FindingState.Passed, "data", $"{data} can be written");
        }

        yield return Room(data);
    }

    private static Finding Room(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace >> 20;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free:N0} MiB are free there");
        return free >= LeastFreeMiB
            ? new(FindingState.Passed, "data", text)
            : new(FindingState.Failed, "data", text, string.Create(CultureInfo.InvariantCulture, $"make room: {LeastFreeMiB} MiB at least, or name another folder with --data"));
    }

    // asked by doing: owner, mode, access lists, quotas and read-only mounts all have a say
    private static string? Writable(string folder)
    {
        var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message.TrimEnd('.');
        }
    }
}
