using Powderwatts.Settings;

namespace Powderwatts.Doctor;

/// <summary>`doctor`: is this machine right for this rig? Looks at everything, changes nothing, and says what to do.</summary>
internal static class DoctorRun
{
    /// <summary>Looks and reports; 1 when anything failed.</summary>
    /// <param name="config">The settings file that was named; null to find it.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="json">Report for a program?</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(
        string? config, IReadOnlyDictionary<string, string> environment, string data, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            var rig = RigFile.Load(config, environment);
            findings.Add(new(FindingState.Passed, "rig", $"{rig.Source} is in order"));
            await LookAsync(rig, Path.GetFullPath(data), findings, cancellationToken);
        }
        catch (SettingsException fault)
        {
            // without a rig nobody knows which bus, broker and store to look at
            findings.AddRange(fault.Faults.Select(f => new Finding(FindingState.Failed, "rig", f.ToString(), "correct the settings file; powderwatts check looks at it alone")));
        }

        FindingWords.Write(output, findings, json);
        return findings.Exists(f => f.State == FindingState.Failed) ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task LookAsync(Rig rig, string data, List<Finding> findings, CancellationToken cancellationToken)
    {
        findings.AddRange(DataFindings.Look(data));
        findings.Add(ClockFindings.Look(rig.Node.TrustClock, "/"));
        findings.AddRange(BusFindings.Look(rig.Sensors.Select(s => s.Bus), "/dev"));
        findings.AddRange(await BrokerFindings.LookAsync(rig, DataFolder.HeldBy(data), TimeProvider.System, cancellationToken));
        findings.AddRange(await StoreFindings.LookAsync(rig.Store, data, TimeProvider.System, cancellationToken));
    }
}
