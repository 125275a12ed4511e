using System.Globalization;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>A password and a token that must never be seen: not in logs, answers, health, dead letters or the process list.</summary>
public sealed class CanaryTests
{
    private const string Password = "canary-password-7f3a";

    private static readonly string[] users = ["lodge/booth-pi", "lodge/booth-pi/live", "collector", "dashboard"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_secret_is_seen_nowhere_whether_it_is_right_or_wrong(bool right)
    {
        await using var broker = await MosquittoServer.StartAsync(Token, "allow_anonymous false",
            MosquittoServer.FileSetting("password_file", [.. users.Select(user => MosquittoServer.PasswordLine(user, right ? Password : "another"))]));
        await using var influx = await InfluxDouble.StartAsync(2, Token);
        using var folder = new TemporaryFolder();
        var token = right ? InfluxDouble.Token : "canary-token-91bc";
        var rig = Rig(folder, broker.Port, influx.Options.Url, token);
        var seen = new List<string>();

        await using var collector = await ProgramProcess.StartAsync(["collect", "--config", rig, "--data", folder.File("collector")], "broker '?127.0.0.1", Token);
        await using var edge = await ProgramProcess.StartAsync(["edge", "--config", rig, "--data", folder.File("edge")], "broker '?127.0.0.1", Token);
        await using var dashboard = await ProgramProcess.StartAsync(
            ["dashboard", "--config", rig, "--data", folder.File("collector"), "--listen", "127.0.0.1:0"], "Dashboard  http", Token);
        using var http = new HttpClient { BaseAddress = new(await dashboard.WaitForAsync(@"Dashboard  (http://\S+)", TimeSpan.FromSeconds(30), Token)) };
        foreach (var path in new[] { "api/v1/health", "api/v1/site", "api/v1/now", "readyz", "openapi/v1.json" })
            seen.Add(await (await http.GetAsync(path, Token)).Content.ReadAsStringAsync(Token));
        foreach (var process in new[] { collector, edge, dashboard })
            seen.Add(await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.ProcessId}/cmdline"), Token));
        foreach (var verb in new string[][] { ["doctor", "--config", rig, "--data", folder.File("doctor")], ["check", "--config", rig], ["audit", "--config", rig, "--data", folder.File("edge")] })
        {
            var (_, output, error) = await TheProgram.RunAsync(verb, Token);
            seen.Add(output + error);
        }

        seen.AddRange([collector.Output, edge.Output, dashboard.Output]);
        seen.AddRange(Directory.EnumerateFiles(folder.Path, "*.jsonl", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains(right ? "Connected to broker" : "cannot connect to broker", edge.Output, StringComparison.Ordinal);
        Assert.All(seen, text => Assert.DoesNotContain(Password, text, StringComparison.Ordinal));
        Assert.All(seen, text => Assert.DoesNotContain(token, text, StringComparison.Ordinal));
    }

    private static string Rig(TemporaryFolder folder, int broker, Uri influx, string token)
    {
        Secret.Write(folder.File("password"), Password);
        Secret.Write(folder.File("secret"), token);
        File.WriteAllLines(folder.File("rig.yaml"),
        [
            "version: 1",
            "site: { id: lodge, name: Lodge roof, zone: UTC }",
            "node: { id: booth-pi }",
            string.Create(CultureInfo.InvariantCulture, $"broker: {{ host: 127.0.0.1, port: {broker}, password_file: ./password }}"),
            $"store: {{ kind: influx, version: 2, url: \"{influx}\", token_file: ./secret, organisation: {InfluxDouble.Organisation} }}",
            "sensors:",
            "  - { id: gutter-north, driver: ina226, bus: sim, address: 0x40, shunt_ohms: 0.01, max_current_a: 8, rated_w: 20 }",
        ]);
        return folder.File("rig.yaml");
    }
}
