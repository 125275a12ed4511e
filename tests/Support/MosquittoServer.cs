using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Powderwatts.Tests;

/// <summary>A Mosquitto of a test's own: a free loopback port, a settings file of its own, nothing kept on disk.</summary>
internal sealed class MosquittoServer : IAsyncDisposable
{
    private static readonly string[] places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

    private readonly string folder = Directory.CreateTempSubdirectory("powderwatts-mosquitto-").FullName;
    private readonly StringBuilder log = new();
    private readonly string executable;
    private int[] furtherPorts = [];
    private Process? process;

    private MosquittoServer(string executable, int port)
    {
        this.executable = executable;
        Port = port;
    }

    /// <summary>The port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; }

    /// <summary>What the broker has said so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Starts a broker that lets everybody in, unless the extra settings say otherwise. Skips the test where there is none.</summary>
    public static async Task<MosquittoServer> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var server = Prepare(settings);
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>All is ready but the broker itself: for tests that begin without one.</summary>
    public static MosquittoServer Prepare(params string[] settings)
    {
        var server = new MosquittoServer(Executable(), FreePort());
        var lines = new List<string>
        {
            FormattableString.Invariant($"listener {server.Port} 127.0.0.1"),
            "persistence false",
            "log_dest stderr",
            "log_type all",
        };
        if (Environment.IsPrivilegedProcess)
            lines.Add("user root");
        if (!settings.Any(s => s.StartsWith("allow_anonymous", StringComparison.Ordinal)))
            lines.Add("allow_anonymous true");
        lines.AddRange(settings.Select(server.WriteFile));
        File.WriteAllLines(Path.Combine(server.folder, "mosquitto.conf"), lines);
        return server;
    }

    /// <summary>Starts a broker with a whole settings file as it is; nothing is added but the right to keep running as root.</summary>
    /// <param name="settings">The file's text for a port.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="furtherPorts">Ports of its other listeners, to be waited for too.</param>
    public static async Task<MosquittoServer> StartWholeAsync(Func<int, string> settings, CancellationToken cancellationToken, params int[] furtherPorts)
    {
        var server = new MosquittoServer(Executable(), FreePort()) { furtherPorts = furtherPorts };
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(server.folder, "mosquitto.conf"),
                settings(server.Port) + (Environment.IsPrivilegedProcess ? "\nuser root\n" : "\n"),
                cancellationToken);
            await server.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>A settings line that names a file with this content.</summary>
    public static string FileSetting(string setting, params string[] content) => string.Join('\n', [setting, .. content]);

    /// <summary>A line of Mosquitto's password file: PBKDF2 with SHA-512, kind 7.</summary>
    public static string PasswordLine(string user, string password)
    {
        const int rounds = 101;
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, 64);
        return FormattableString.Invariant($"{user}:$7${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Starts it, for the first time or again, and waits until it takes connections.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(executable, ["-c", Path.Combine(folder, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start '{executable}'");
        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        foreach (var port in (int[])[Port, .. furtherPorts])
            await ListensAsync(port, cancellationToken);
    }

    private async Task ListensAsync(int port, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (!process!.HasExited && tries < 500)
            {
                await Task.Delay(20, cancellationToken);
            }
            catch (SocketException exception)
            {
                throw new InvalidOperationException($"mosquitto did not start on port {port.ToString(CultureInfo.InvariantCulture)}: {Log}", exception);
            }
        }
    }

    /// <summary>Its process id; it must be running.</summary>
    public int ProcessId => process!.Id;

    /// <summary>Kills it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Executable()
    {
        if (Array.Find(places, File.Exists) is { } executable)
            return executable;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("cannot find mosquitto: install the package 'mosquitto'");
        Assert.Skip("mosquitto is not installed");
        return "";
    }

    /// <summary>A port on 127.0.0.1 that nobody uses: for a further listener.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string WriteFile(string setting)
    {
        var parts = setting.Split('\n');
        if (parts.Length == 1)
            return setting;
        var path = Path.Combine(folder, parts[0]);
        File.WriteAllLines(path, parts[1..]);
        return $"{parts[0]} {path}";
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (log)
            log.AppendLine(e.Data);
    }
}
