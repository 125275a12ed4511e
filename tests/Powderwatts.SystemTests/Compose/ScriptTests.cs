using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Compose;

public sealed class ScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scripts =>
    [
        .. Directory.GetFiles(Path.Combine(Checkout.Root, "firmware-config"), "*.sh", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Checkout.Root, f)),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_is_sound(string script)
    {
        var file = Path.Combine(Checkout.Root, script);
        Assert.Equal((0, ""), await RunAsync("bash", "-n", file));
        if (OperatingSystem.IsLinux())
            Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute), "it is not executable");
        if (File.Exists("/usr/bin/shellcheck"))
            Assert.Equal((0, ""), await RunAsync("/usr/bin/shellcheck", file));
    }

    [Fact]
    public async Task The_secrets_of_the_compose_file_are_made_once_each_another()
    {
        using var folder = new TemporaryFolder();
        var secrets = folder.File("secrets");

        var (exitCode, output) = await Script.RunAsync("secrets.sh", [secrets], Token);

        Assert.True(exitCode == 0, output);
        var files = new ComposeFile().Secrets.Values.Select(f => Path.Combine(secrets, Path.GetRelativePath("secrets", f))).ToArray();
        var contents = files.Select(File.ReadAllText).ToArray();
        Assert.Equal(files.Length, contents.Distinct().Count());
        Assert.All(files.Zip(contents), f => Assert.True(f.Second.Length >= 32, f.First));
        Assert.StartsWith("reader:", await File.ReadAllTextAsync(Path.Combine(secrets, "influx-reader.token"), Token), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(secrets));

        Assert.Equal(0, (await Script.RunAsync("secrets.sh", [secrets], Token)).ExitCode);
        Assert.Equal(contents, files.Select(File.ReadAllText));
    }

    [Fact]
    public async Task Mosquitto_takes_the_containers_settings_with_the_secrets_that_were_made()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await Script.RunAsync("secrets.sh", [folder.File("secrets")], Token)).ExitCode);

        await using var broker = await MosquittoServer.StartWholeAsync(port => ComposeBroker.Settings(folder.File("secrets"), folder.Path, port), Token);

        Assert.Contains("running", broker.Log, StringComparison.Ordinal);
        var complaints = broker.Log.Split('\n').Where(line => !line.Contains("should not be run as root", StringComparison.Ordinal));
        Assert.All(complaints, line => Assert.DoesNotMatch("(?i)error|warning|deprecated|unknown configuration", line));
    }

    [Fact]
    public async Task InfluxDB_is_given_a_second_bucket_two_mappings_and_a_user_who_only_reads()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, calls) = await InitAsync(folder, "exit 0");

        Assert.Equal(0, exitCode);
        Assert.Equal(
            [
                "bucket create --org powderwatts --name powderwatts_demo --retention 0",
                "bucket list --org powderwatts --name powderwatts_demo --hide-headers",
                "v1 dbrp create --org powderwatts --db powderwatts --rp autogen --bucket-id 0a --default",
                "v1 dbrp create --org powderwatts --db powderwatts_demo --rp autogen --bucket-id 0b --default",
                "v1 auth create --org powderwatts --description dashboards read, no more --username reader --password pa-ss_word"
                + " --read-bucket 0a --read-bucket 0b",
            ],
            calls);
    }

    [Fact]
    public async Task A_refusal_of_InfluxDB_ends_its_first_start() =>
        Assert.NotEqual(0, (await InitAsync(new TemporaryFolder(), "[ \"$2\" != dbrp ]")).ExitCode);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", 1)]
    [InlineData("", 1)]
    public async Task The_health_check_of_a_web_server_wants_200(string answer, int expected)
    {
        using var listener = Listen();
        var asked = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                var buffer = new byte[1000];
                var read = await client.GetStream().ReadAsync(buffer, Token);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Token);
                return Encoding.ASCII.GetString(buffer, 0, read);
            },
            Token);

        Assert.Equal(expected, (await Script.RunAsync("healthcheck.sh", ["http", Port(listener)], Token)).ExitCode);
        Assert.StartsWith("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_check_fails_where_nobody_listens()
    {
        var listener = Listen();
        var port = Port(listener);
        listener.Dispose();

        Assert.NotEqual(0, (await Script.RunAsync("healthcheck.sh", ["http", port], Token)).ExitCode);
    }

    [Fact]
    public async Task The_health_check_of_a_link_wants_a_connection_to_the_port()
    {
        using var listener = Listen();

        Assert.Equal((1, $"no connection to port {Port(listener)}\n"), await Script.RunAsync("healthcheck.sh", ["link", Port(listener)], Token));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, Token);
        Assert.Equal((0, ""), await Script.RunAsync("healthcheck.sh", ["link", Port(listener)], Token));
    }

    [Fact]
    public async Task The_health_check_of_an_outbox_wants_it_written_within_a_minute()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("outbox.sqlite-wal");

        Assert.Equal(1, (await Script.RunAsync("healthcheck.sh", ["outbox", folder.Path], Token)).ExitCode);
        await File.WriteAllTextAsync(file, "x", Token);
        Assert.Equal((0, ""), await Script.RunAsync("healthcheck.sh", ["outbox", folder.Path], Token));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await Script.RunAsync("healthcheck.sh", ["outbox", folder.Path], Token)).ExitCode);
    }

    /// <summary>Runs the script of InfluxDB's first start with an `influx` that writes down how it was called.</summary>
    private static async Task<(int ExitCode, string[] Calls)> InitAsync(TemporaryFolder folder, string verdict)
    {
        var influx = folder.File("influx");
        await File.WriteAllTextAsync(
            influx,
            $"#!/bin/bash\necho \"$*\" >> '{folder.File("calls")}'\n[ \"$1 $2\" != 'bucket list' ] || printf '0b\\tpowderwatts_demo\\tinfinite\\n'\n{verdict}\n",
            Token);
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(influx, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(folder.File("influx-reader.token"), "reader:pa-ss_word", Token);
        var (exitCode, _) = await Script.RunAsync("influx-init.sh", [], Token, new Dictionary<string, string>
        {
            ["PATH"] = folder.Path + ":/usr/bin:/bin",
            ["DOCKER_INFLUXDB_INIT_ORG"] = "powderwatts",
            ["DOCKER_INFLUXDB_INIT_BUCKET_ID"] = "0a",
            ["READER_FILE"] = folder.File("influx-reader.token"),
        });
        return (exitCode, await File.ReadAllLinesAsync(folder.File("calls"), Token));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static string Port(TcpListener listener) => FormattableString.Invariant($"{((IPEndPoint)listener.LocalEndpoint).Port}");

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output + await error);
    }
}
