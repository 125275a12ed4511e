using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Powderwatts.SystemTests.Broker;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>
/// edge, collect and dashboard as processes over TLS, each with its own broker user under the access list of firmware-config/broker,
/// and with its own user of InfluxDB.
/// </summary>
[Trait("Runs", "native")]
public sealed class SecureFlowTests : IAsyncLifetime
{
    private const string Rest = "1h"; // a node that has nothing to sample any more, only to send

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private BrokerFiles files = null!;
    private TestAuthority authority = null!;
    private MosquittoServer broker = null!;
    private int port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        authority = new();
        files = await BrokerFiles.MakeAsync(Token);
        await File.WriteAllTextAsync(Of("ca.crt"), authority.Pem, Token);
        Show(authority.Issue(["127.0.0.1"]));
        port = MosquittoServer.FreePort();
        broker = await MosquittoServer.StartWholeAsync(plain => files.SettingsWithTls(plain, port), Token, port);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (broker is not null)
            await broker.DisposeAsync();
        files?.Dispose();
        authority?.Dispose();
    }

    [Fact]
    public async Task Each_part_with_its_own_users_delivers_every_reading_over_TLS()
    {
        await using var influx = await InfluxServer.StartAsync(Token, "auth-enabled = true");
        await influx.QueryAsync(null, "CREATE USER admin WITH PASSWORD 'top' WITH ALL PRIVILEGES", Token);
        using var flow = Make(influx.Url, sensors: 2);
        flow.Give("setup", "STORE__TOKEN_FILE", Secret.Write(Of("admin.token"), "admin:top"));
        var (code, _, error) = await flow.RunAsync(["collect", "--setup"], Token, like: "setup");
        Assert.True(code == 0, error);
        foreach (var (user, right) in new[] { ("writer", "WRITE"), ("reader", "READ") })
        {
            await influx.AskAsync("admin:top", $"CREATE USER {user} WITH PASSWORD '{user}-word'", Token);
            foreach (var database in new[] { "powderwatts", "powderwatts_demo" })
                await influx.AskAsync("admin:top", $"GRANT {right} ON {database} TO {user}", Token);
            Secret.Write(Of(user + ".token"), $"{user}:{user}-word");
        }

        flow.Give("collect", "STORE__TOKEN_FILE", Of("writer.token"));
        foreach (var verb in new[] { "edge", "dashboard", "audit" })
            flow.Give(verb, "STORE__TOKEN_FILE", Of("reader.token"));

        await using var collector = await flow.CollectAsync(Token);
        await using var edge = await flow.EdgeAsync("1s", Token);
        await using var dashboard = await flow.DashboardAsync(Token);
        Assert.Contains("mqtts://127.0.0.1", edge.Output, StringComparison.Ordinal);
        await UntilAsync(dashboard, "now", now => now.GetProperty("sensors").EnumerateArray().Count(s => s.GetProperty("status").GetString() == "ok") == 2);
        await UntilAsync(dashboard, "health", health => Part(health, "dashboard/link") is { } link && link.GetProperty("state").GetString() == "ok");

        // while a process is logged in only the certificate is looked at; for a folder of its own the login is tried too
        var (exitCode, findings) = await flow.DoctorAsync("edge", flow.EdgeData, Token);
        Assert.True(exitCode == 0, string.Join('\n', findings));
        Assert.Contains(Broker(findings), f => f.StartsWith("passed the broker's certificate holds, until ", StringComparison.Ordinal));
        Assert.Contains(Broker(findings), f => f.Contains("is logged in, so the login was not tried", StringComparison.Ordinal));

        Assert.Equal(0, await edge.StopAsync(Token));
        await using var sender = await flow.EdgeAsync(Rest, Token);
        var (_, outbox) = await flow.DrainedAsync(sender, collector, Token);
        Assert.Equal(outbox.GetProperty("committed").GetInt64(), outbox.GetProperty("stored").GetInt64());
        Assert.True(outbox.GetProperty("committed").GetInt64() > 2 * 43_200);

        Assert.Equal(0, await sender.StopAsync(Token));
        (exitCode, findings) = await flow.DoctorAsync("edge", flow.EdgeData, Token);
        Assert.True(exitCode == 0, string.Join('\n', findings));
        Assert.Contains($"passed mqtts://127.0.0.1:{port} lets user 'lodge/booth-pi' in", Broker(findings));
    }

    [Fact]
    public async Task A_wrong_certificate_is_named_everywhere_and_nothing_is_lost_until_it_is_mended()
    {
        using var stranger = new TestAuthority("Stranger");
        var now = DateTimeOffset.UtcNow;
        string[] here = ["127.0.0.1"];
        using var flow = Make(influx: null, sensors: 1);
        // the first comes over a flow that runs, the others meet processes that start
        var collector = await flow.CollectAsync(Token);
        var edge = await flow.EdgeAsync("1s", Token, "Connected to broker");
        try
        {
            foreach (var (made, expected) in new[]
            {
                (stranger.Issue(here), "is from 'Stranger', which is not in broker.ca_file"),
                (authority.Issue(["elsewhere.lan"]), "is for 'elsewhere.lan', not for '127.0.0.1'"),
                (authority.Issue(here, now.AddDays(-9), now.AddDays(-2)), $"expired on {now.AddDays(-2):yyyy-MM-dd}"),
                (authority.Issue(here, now.AddDays(2)), "the clock may not be synchronised yet"),
            })
            {
                await RestartWithAsync(made);
                collector = collector.IsStopped ? await flow.WaitingCollectorAsync(Token) : collector;
                edge = edge.IsStopped ? await flow.EdgeAsync("1s", Token) : edge;
                foreach (var process in new[] { edge, collector })
                    await process.WaitForAsync(Regex.Escape(expected), patience, Token);
                await using (var dashboard = await flow.DashboardAsync(Token))
                {
                    await UntilAsync(dashboard, "health", health => Part(health, "dashboard/link")?.GetProperty("reason").GetString()?.Contains(expected, StringComparison.Ordinal) == true);
                    using var ready = await http.GetAsync(new Uri(await AddressAsync(dashboard), "readyz"), Token);
                    Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                }

                var (exitCode, findings) = await flow.DoctorAsync("edge", flow.EdgeData, Token);
                Assert.Equal(1, exitCode);
                Assert.Contains(Broker(findings), f => f.StartsWith("failed ", StringComparison.Ordinal) && f.Contains(expected, StringComparison.Ordinal));

                await RestartWithAsync(authority.Issue(here));
                foreach (var process in new[] { edge, collector })
                {
                    await process.WaitForAsync($"(?s){Regex.Escape(expected)}.*Connected to broker", patience, Token);
                    Assert.Equal(0, await process.StopAsync(Token));
                    await process.DisposeAsync();
                }
            }
        }
        finally
        {
            await edge.DisposeAsync();
            await collector.DisposeAsync();
        }

        await using var last = await flow.CollectAsync(Token);
        await using var sender = await flow.EdgeAsync(Rest, Token);
        var (_, outbox) = await flow.DrainedAsync(sender, last, Token);
        Assert.Equal(outbox.GetProperty("committed").GetInt64(), outbox.GetProperty("stored").GetInt64());
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_a_warning_of_doctor()
    {
        await RestartWithAsync(authority.Issue(["127.0.0.1"], until: DateTimeOffset.UtcNow.AddDays(20)));
        using var flow = Make(influx: null, sensors: 1);

        var (exitCode, findings) = await flow.DoctorAsync("edge", flow.EdgeData, Token);

        Assert.True(exitCode == 0, string.Join('\n', findings));
        Assert.Contains(Broker(findings), f => f.StartsWith("warning the broker's certificate holds, until ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_named_everywhere_and_costs_no_reading()
    {
        using var flow = Make(influx: null, sensors: 1);
        Secret.Write(Of("wrong.password"), "wrong");
        foreach (var verb in new[] { "edge", "collect", "dashboard" })
            flow.Give(verb, "BROKER__PASSWORD_FILE", Of("wrong.password"));
        await using (var edge = await flow.EdgeAsync("1s", Token, "user 'lodge/booth-pi' or its password is not accepted; correct broker.user and broker.password_file"))
        await using (var collector = await flow.WaitingCollectorAsync(Token))
        await using (var dashboard = await flow.DashboardAsync(Token))
        {
            await collector.WaitForAsync("user 'collector' or its password is not accepted", patience, Token);
            await UntilAsync(dashboard, "health", health => Part(health, "dashboard/link")?.GetProperty("reason").GetString()?.Contains("user 'dashboard' or its password", StringComparison.Ordinal) == true);
            Assert.DoesNotContain("wrong", edge.Output.Replace("wrong.password", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(0, await edge.StopAsync(Token));
            Assert.Equal(0, await collector.StopAsync(Token));
        }

        var (exitCode, findings) = await flow.DoctorAsync("edge", flow.EdgeData, Token);
        Assert.Equal(1, exitCode);
        Assert.Contains(Broker(findings), f => f.Contains("user 'lodge/booth-pi' or its password is not accepted", StringComparison.Ordinal));

        GivePasswords(flow);
        await using var right = await flow.CollectAsync(Token);
        await using var sender = await flow.EdgeAsync(Rest, Token);
        var (_, outbox) = await flow.DrainedAsync(sender, right, Token);
        Assert.Equal(outbox.GetProperty("committed").GetInt64(), outbox.GetProperty("stored").GetInt64());
    }

    [Theory]
    [InlineData("pattern write powderwatts/v1/%u/data", "cannot publish 'powderwatts/v1/lodge/booth-pi/data': not authorised; allow it in the broker's access list", "booth-pi/broker")]
    [InlineData("topic write powderwatts/v1/+/+/ack", "cannot publish 'powderwatts/v1/lodge/booth-pi/ack': not authorised; allow it in the broker's access list", "collector/collector/broker")]
    public async Task A_line_that_the_access_list_lacks_is_named_and_costs_no_reading(string line, string expected, string part)
    {
        var list = await File.ReadAllTextAsync(Of("acl"), Token);
        await File.WriteAllTextAsync(Of("acl"), list.Replace(line + "\n", "", StringComparison.Ordinal), Token);
        await broker.KillAsync();
        await broker.StartAsync(Token);
        using var flow = Make(influx: null, sensors: 1);
        await using var collector = await flow.CollectAsync(Token);
        await using var edge = await flow.EdgeAsync("1s", Token);
        await using var dashboard = await flow.DashboardAsync(Token);

        await UntilAsync(dashboard, "health", health => Part(health, part)?.TryGetProperty("reason", out var reason) == true && reason.GetString() == expected.Split(';')[0]);
        await (part.StartsWith("collector", StringComparison.Ordinal) ? collector : edge).WaitForAsync(Regex.Escape(expected), patience, Token);
        var (code, audit) = await flow.AuditAsync(Token);
        Assert.Equal((0, 0L), (code, audit.GetProperty("missing").GetArrayLength()));
        Assert.True(audit.GetProperty("unacknowledged").GetInt64() >= 43_200);

        await File.WriteAllTextAsync(Of("acl"), list, Token);
        await broker.KillAsync();
        await broker.StartAsync(Token);
        Assert.Equal(0, await edge.StopAsync(Token));
        await using var sender = await flow.EdgeAsync(Rest, Token);
        var (_, outbox) = await flow.DrainedAsync(sender, collector, Token);
        Assert.Equal(outbox.GetProperty("committed").GetInt64(), outbox.GetProperty("stored").GetInt64());
    }

    private static IEnumerable<string> Broker(List<JsonElement> findings) => findings
        .Where(f => f.GetProperty("what").GetString() == "broker").Select(f => $"{f.GetProperty("state").GetString()} {f.GetProperty("text").GetString()}");

    private static JsonElement? Part(JsonElement health, string name)
    {
        foreach (var part in health.GetProperty("parts").EnumerateArray())
        {
            if (part.GetProperty("part").GetString() == name)
                return part;
        }

        return null;
    }

    private static async Task<Uri> AddressAsync(ProgramProcess dashboard) => new(await dashboard.WaitForAsync(@"Dashboard  (http://\S+)", patience, Token));

    private async Task UntilAsync(ProgramProcess dashboard, string question, Func<JsonElement, bool> holds)
    {
        var address = new Uri(await AddressAsync(dashboard), "api/v1/" + question);
        var answer = default(JsonElement);
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < patience; await Task.Delay(100, Token))
        {
            answer = await http.GetFromJsonAsync<JsonElement>(address, Token);
            if (holds(answer))
                return;
        }

        Assert.Fail($"{question} never was as expected: {answer}\n{dashboard.Output}");
    }

    private Flow Make(Uri? influx, int sensors)
    {
        var flow = new Flow(port, influx, sensors, $", tls: true, ca_file: {Of("ca.crt")}");
        GivePasswords(flow);
        return flow;
    }

    private void GivePasswords(Flow flow)
    {
        foreach (var (verb, name) in new[] { ("edge", "lodge.booth-pi"), ("collect", "collector"), ("dashboard", "dashboard") })
            flow.Give(verb, "BROKER__PASSWORD_FILE", Of(name + ".password"));
    }

    private async Task RestartWithAsync((string Certificate, string Key) made)
    {
        await broker.KillAsync();
        Show(made);
        await broker.StartAsync(Token);
    }

    private void Show((string Certificate, string Key) made)
    {
        File.WriteAllText(Of("server.crt"), made.Certificate);
        Secret.Write(Of("server.key"), made.Key);
    }

    private string Of(string name) => Path.Combine(files.Path, name);
}
