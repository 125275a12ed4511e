namespace Powderwatts.SystemTests.Broker;

/// <summary>A mosquitto.conf of ours as its reader changes it.</summary>
internal static class BrokerSettingsText
{
    /// <summary>Takes the `#` from the listener on 8883, as the README says, and moves it to a test's port.</summary>
    public static string WithTls(string settings, int port)
    {
        var lines = settings.Split('\n');
        var start = Array.IndexOf(lines, "# listener 8883");
        Assert.True(start > 0, "there is no listener on 8883");
        for (var i = start; i < lines.Length && lines[i].StartsWith("# ", StringComparison.Ordinal); i++)
            lines[i] = lines[i][2..];
        lines[start] = FormattableString.Invariant($"listener {port} 127.0.0.1");
        return string.Join('\n', lines);
    }
}
