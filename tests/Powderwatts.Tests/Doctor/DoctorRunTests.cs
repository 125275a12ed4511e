using System.Net.Sockets;
using System.Text.Json;
using Powderwatts.Doctor;

namespace Powderwatts.Tests.Doctor;

public sealed class DoctorRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_wrong_rig_is_a_finding_for_each_fault_and_ends_with_1()
    {
        var (code, findings) = await LookAsync("version: 1\nsite: { id: Lodge }\nbroker: { prt: 1 }\n");

        Assert.Equal(1, code);
        Assert.Equal(2, findings.Count(f => f.GetProperty("what").GetString() == "rig" && f.GetProperty("state").GetString() == "failed"));
    }

    [Fact]
    public async Task What_is_absent_is_named_with_its_fix_and_what_is_there_passes()
    {
        var port = FreePort();
        var (code, findings) = await LookAsync($$"""
            version: 1
            broker: { port: {{port}} }
            sensors: [{ id: a, driver: ina226, bus: i2c-77, address: 0x40, shunt_ohms: 0.01, max_current_a: 8 }]
            """);

        Assert.Equal(1, code);
        Assert.Equal("passed", Of(findings, "rig").GetProperty("state").GetString());
        Assert.Equal("passed", Of(findings, "data").GetProperty("state").GetString());
        Assert.Equal("/dev/i2c-77 is missing", Of(findings, "bus").GetProperty("text").GetString());
        Assert.Equal(("failed", "start the broker or correct broker.host"), (Of(findings, "broker").GetProperty("state").GetString(), Of(findings, "broker").GetProperty("fix").GetString()));
        Assert.Equal("passed", Of(findings, "store").GetProperty("state").GetString());
    }

    [Fact]
    public async Task While_a_process_uses_the_folder_its_login_is_left_alone()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var held = DataFolder.Open(folder.Path);

        var (_, findings) = await LookAsync($$"""
            version: 1
            broker: { port: {{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}} }
            """);

        Assert.Contains($"process {Environment.ProcessId} is logged in", Of(findings, "broker").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_elsewhere_without_TLS_is_a_warning()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var held = DataFolder.Open(folder.Path);

        // 0.0.0.0 is this machine for a connect, but not its loopback address
        var (_, findings) = await LookAsync($$"""
            version: 1
            broker: { host: 0.0.0.0, port: {{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}}, allow_insecure: true }
            """);

        var first = Of(findings, "broker");
        Assert.Equal("warning", first.GetProperty("state").GetString());
        Assert.Contains("is not encrypted: passwords and readings cross the network in the clear", first.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_others_may_read_is_a_finding()
    {
        var secret = Secret.Write(folder.File("password"), "secret", UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var (_, findings) = await LookAsync($$"""
            version: 1
            broker: { password_file: {{secret}} }
            """);

        Assert.Equal($"run chmod 600 {secret}", Of(findings, "broker").GetProperty("fix").GetString());
    }

    [Fact]
    public void Its_report_is_readable_at_80_columns()
    {
        using var output = new StringWriter();
        var words = string.Join(' ', Enumerable.Repeat("many words", 30));

        FindingWords.Write(output, [new(FindingState.Failed, "broker", words, words), new(FindingState.Passed, "rig", "fine")], json: false);

        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.Length < 80, line));
        Assert.Contains("fix: many words", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 passed, 0 to look at, 1 failed", output.ToString(), StringComparison.Ordinal);
    }

    private static JsonElement Of(List<JsonElement> findings, string what) => findings.First(f => f.GetProperty("what").GetString() == what);

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<(int Code, List<JsonElement> Findings)> LookAsync(string rig)
    {
        await File.WriteAllTextAsync(folder.File("rig.yaml"), rig, Token);
        using var output = new StringWriter();
        var code = await DoctorRun.RunAsync(folder.File("rig.yaml"), new Dictionary<string, string>(), folder.Path, json: true, output, Token);
        return (code, [.. JsonDocument.Parse(output.ToString()).RootElement.GetProperty("findings").EnumerateArray()]);
    }
}
