using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Compose;

/// <summary>The containers' mosquitto.conf with paths and port of a test and nothing else changed.</summary>
internal static class ComposeBroker
{
    public static string Settings(string secrets, string data, int port)
    {
        var text = File.ReadAllText(Script.PathOf("mosquitto.conf"));
        var files = new ComposeFile().Secrets;
        foreach (var name in new[] { "broker-passwords", "broker-acl" })
            text = text.Replace("/run/secrets/" + name, Path.Combine(secrets, Path.GetRelativePath("secrets", files[name])), StringComparison.Ordinal);
        text = text
            .Replace("/mosquitto/data/", data + "/", StringComparison.Ordinal)
            .Replace("listener 1883", FormattableString.Invariant($"listener {port} 127.0.0.1"), StringComparison.Ordinal);
        Assert.DoesNotContain("/run/secrets", string.Join('\n', text.Split('\n').Where(l => !l.StartsWith('#'))), StringComparison.Ordinal);
        return text;
    }
}
