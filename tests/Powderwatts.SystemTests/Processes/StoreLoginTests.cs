using System.Text;
using System.Text.Json;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>The processes against an InfluxDB that wants a user and a password.</summary>
public sealed class StoreLoginTests : IAsyncLifetime
{
    private const string Rest = "1h"; // a node that has nothing to sample any more, only to send

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder folder = new();
    private InfluxServer influx = null!;
    private MosquittoServer broker = null!;
    private Flow flow = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        broker = await MosquittoServer.StartAsync(Token);
        influx = await InfluxServer.StartAsync(Token, "auth-enabled = true");
        await influx.QueryAsync(null, "CREATE USER admin WITH PASSWORD 'right-word' WITH ALL PRIVILEGES", Token);
        await influx.AskAsync("admin:right-word", "CREATE USER guest WITH PASSWORD 'guest-word'", Token);
        flow = new Flow(broker.Port, influx.Url, sensors: 1);
        foreach (var (name, secret) in new[] { ("right", "admin:right-word"), ("wrong", "admin:wrong-word"), ("guest", "guest:guest-word") })
            flow.Give(name, "STORE__TOKEN_FILE", Secret.Write(folder.File(name), secret));
    }

    public async ValueTask DisposeAsync()
    {
        flow?.Dispose();
        if (broker is not null)
            await broker.DisposeAsync();
        if (influx is not null)
            await influx.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("wrong", "the token is refused (HTTP 401")]
    [InlineData("guest", "the token lacks a right (HTTP 403")]
    public async Task A_wrong_token_is_named_and_costs_no_reading(string token, string expected)
    {
        var (code, _, error) = await flow.RunAsync(["collect", "--setup"], Token, like: token);
        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        (code, _, error) = await flow.RunAsync(["collect", "--setup"], Token, like: "right");
        Assert.True(code == 0, error);

        flow.Give("collect", "STORE__TOKEN_FILE", folder.File(token)).Give("edge", "STORE__TOKEN_FILE", folder.File("right")).Give("audit", "STORE__TOKEN_FILE", folder.File("right"));
        await using var edge = await flow.EdgeAsync("1s", Token);
        await using (var refused = await flow.CollectAsync(Token))
        {
            await refused.WaitForAsync(System.Text.RegularExpressions.Regex.Escape(expected), patience, Token);
            var (_, output, _) = await flow.RunAsync(["audit", "--data", flow.EdgeData, "--json"], Token);
            var outbox = JsonDocument.Parse(output).RootElement.GetProperty("outboxes")[0];
            Assert.Equal((0, 0), (outbox.GetProperty("missing").GetArrayLength(), outbox.GetProperty("stored").GetInt32()));
            Assert.DoesNotContain("-word", refused.Output, StringComparison.Ordinal);
            await refused.KillAsync();
        }

        var (exitCode, findings) = await flow.DoctorAsync(token, flow.CollectorData, Token);
        Assert.Equal(1, exitCode);
        if (token == "wrong")
            Assert.Contains(Store(findings), f => f.StartsWith("failed ", StringComparison.Ordinal) && f.Contains(expected, StringComparison.Ordinal));
        else
            Assert.Contains(Store(findings), f => f.Contains("'powderwatts' is missing, or this token may not see it", StringComparison.Ordinal));

        flow.Give("collect", "STORE__TOKEN_FILE", folder.File("right"));
        Assert.Equal(0, await edge.StopAsync(Token));
        await using var collector = await flow.CollectAsync(Token);
        await using var sender = await flow.EdgeAsync(Rest, Token);
        var (_, drained) = await flow.DrainedAsync(sender, collector, Token);
        Assert.Equal(drained.GetProperty("committed").GetInt64(), drained.GetProperty("stored").GetInt64());
        (exitCode, findings) = await flow.DoctorAsync("right", flow.CollectorData, Token);
        Assert.True(exitCode == 0, string.Join('\n', findings));
        Assert.Contains("passed the token is known", Store(findings));
    }

    [Fact]
    public async Task Dead_letters_stay_until_the_store_lets_us_in()
    {
        await flow.RunAsync(["collect", "--setup"], Token, like: "right");
        const string outbox = "0123456789abcdef0123456789abcdef";
        var chunk = $$"""{"outbox":"{{outbox}}","readings":[{"n":7,"s":"gutter-north","t":1796112732412,"power_w":612.4}]}""";
        using (var letters = new DeadLetterStore(flow.CollectorData))
            await letters.AppendAsync([new(1_796_112_800_000, "powderwatts/v1/lodge/booth-pi/data", outbox, 7, "older than 30 days", Encoding.UTF8.GetBytes(chunk))], [], Token);
        string[] retry = ["deadletters", "retry", "--all", "--data", flow.CollectorData];

        foreach (var (token, expected) in new[] { ("wrong", "the token is refused (HTTP 401"), ("guest", "the token lacks a right (HTTP 403") })
        {
            var (refused, _, error) = await flow.RunAsync(retry, Token, like: token);
            Assert.Equal(1, refused);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.DoesNotContain("-word", error, StringComparison.Ordinal);
        }

        var (code, output, _) = await flow.RunAsync(retry, Token, like: "right");

        Assert.Equal((0, "1 stored, 0 refused again"), (code, output.Trim()));
        (code, output, _) = await flow.RunAsync(retry, Token, like: "right");
        Assert.Equal((0, "0 stored, 0 refused again"), (code, output.Trim()));
    }

    private static IEnumerable<string> Store(List<JsonElement> findings) => findings
        .Where(f => f.GetProperty("what").GetString() == "store").Select(f => $"{f.GetProperty("state").GetString()} {f.GetProperty("text").GetString()}");
}
