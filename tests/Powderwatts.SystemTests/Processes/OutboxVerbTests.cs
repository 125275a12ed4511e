using System.Text.Json;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>`powderwatts outbox` beside a running edge.</summary>
public sealed class OutboxVerbTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_outbox_of_a_running_edge_is_looked_into_checked_exported_and_sent_again()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, sensors: 1);
        await using var edge = await flow.EdgeAsync("1h", Token);
        await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(60), Token);

        // the history, and the one reading of a node that reads once an hour
        var status = await StatusAsync(flow);
        for (var tries = 0; status.GetProperty("committed").GetInt64() <= 43_200 && tries < 60; tries++)
        {
            await Task.Delay(250, Token);
            status = await StatusAsync(flow);
        }

        var committed = status.GetProperty("committed").GetInt64();
        Assert.Equal((committed, 0L), (status.GetProperty("unacknowledged").GetInt64(), status.GetProperty("kept").GetInt64()));

        var (code, exported, _) = await TheProgram.RunAsync(["outbox", "export", "--data", flow.EdgeData], Token);
        Assert.Equal(0, code);
        var lines = exported.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(committed, lines.Sum(line => JsonDocument.Parse(line).RootElement.GetProperty("readings").GetArrayLength()));

        var (verified, words, _) = await TheProgram.RunAsync(["outbox", "verify", "--data", flow.EdgeData], Token);
        Assert.True(verified == 0 && words.Contains("nothing is damaged", StringComparison.Ordinal), words);

        await using var collector = await flow.CollectAsync(Token);
        await flow.DrainedAsync(edge, collector, Token);
        Assert.Equal(committed, (await StatusAsync(flow)).GetProperty("kept").GetInt64());
        var (asked, answer, _) = await TheProgram.RunAsync(["outbox", "resend", "--rows", "101-300", "--data", flow.EdgeData], Token);
        Assert.True(asked == 0 && answer.StartsWith("200 rows are sent again by process ", StringComparison.Ordinal), answer);

        await edge.WaitForAsync("200 acknowledged rows are sent again", TimeSpan.FromSeconds(10), Token);
        await flow.DrainedAsync(edge, collector, Token);
        Assert.Equal(0, await edge.StopAsync(Token));
        (_, answer, _) = await TheProgram.RunAsync(["outbox", "resend", "--data", flow.EdgeData], Token);
        Assert.Contains("will be sent again when the node starts", answer, StringComparison.Ordinal);
        (_, words, _) = await TheProgram.RunAsync(["outbox", "status", "--data", flow.EdgeData, "--config", flow.Rig], Token);
        Assert.All(words.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("nobody now: the node is not running", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_an_outbox_is_named()
    {
        using var empty = new TemporaryFolder();

        var (code, _, error) = await TheProgram.RunAsync(["outbox", "status", "--data", empty.Path], Token);

        Assert.Equal(1, code);
        Assert.Equal($"cannot look into '{empty.Path}': no outbox is there; name the data folder of edge or booth with --data", error.Trim());
    }

    private static async Task<JsonElement> StatusAsync(Flow flow)
    {
        var (code, output, error) = await TheProgram.RunAsync(["outbox", "status", "--data", flow.EdgeData, "--config", flow.Rig, "--json"], Token);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement.GetProperty("outboxes")[0];
    }
}
