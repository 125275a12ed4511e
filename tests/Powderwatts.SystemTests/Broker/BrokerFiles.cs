using System.Diagnostics;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Broker;

/// <summary>A broker's folder as `users.sh` makes it, and our settings with its paths.</summary>
internal sealed class BrokerFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Where `passwords`, `acl` and the password files are.</summary>
    public string Path => folder.Path;

    /// <summary>Makes the users of a collector, a dashboard and three nodes, two of them of one site.</summary>
    public static async Task<BrokerFiles> MakeAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("users.sh is for Linux");
        var files = new BrokerFiles();
        await files.UsersAsync([], cancellationToken);
        foreach (var (site, node) in new[] { ("lodge", "booth-pi"), ("lodge", "barn-pi"), ("hut", "booth-pi") })
            await files.UsersAsync(["node", site, node], cancellationToken);
        return files;
    }

    /// <summary>Runs `users.sh` for this folder; fails when it fails.</summary>
    public async Task UsersAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, error) = await RunAsync(arguments, cancellationToken);
        Assert.True(exitCode == 0, $"users.sh {string.Join(' ', arguments)} ended with {exitCode}: {error}");
    }

    /// <summary>Runs `users.sh` for this folder.</summary>
    public async Task<(int ExitCode, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var script = System.IO.Path.Combine(Checkout.Root, "firmware-config", "broker", "users.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, Path, .. arguments]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, error);
    }

    /// <summary>The password in a file.</summary>
    public string Password(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name + ".password")).Trim();

    /// <summary>Our mosquitto.conf for a port, with this folder's paths and nothing else changed.</summary>
    public string Settings(int port)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Checkout.Root, "firmware-config", "broker", "mosquitto.conf"));
        var settings = text
            .Replace("/etc/mosquitto/powderwatts", Path, StringComparison.Ordinal)
            .Replace("listener 1883 127.0.0.1", FormattableString.Invariant($"listener {port} 127.0.0.1"), StringComparison.Ordinal);
        Assert.DoesNotContain("/etc/", settings.Replace("/etc/mosquitto/conf.d", "", StringComparison.Ordinal), StringComparison.Ordinal);
        return settings;
    }

    /// <summary>Our mosquitto.conf with the listener for the network in force, on another port.</summary>
    public string SettingsWithTls(int port, int tlsPort) => BrokerSettingsText.WithTls(Settings(port), tlsPort);

    /// <summary>Runs `certificates.sh` for this folder.</summary>
    public async Task<(int ExitCode, string Error)> CertificatesAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var script = System.IO.Path.Combine(Checkout.Root, "firmware-config", "broker", "certificates.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, Path, .. arguments]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, error);
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
