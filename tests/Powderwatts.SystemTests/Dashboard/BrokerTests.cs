using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Tests;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.SystemTests.Dashboard;

public sealed class BrokerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_node_says_is_served_and_a_lost_broker_is_told_without_hiding_numbers()
    {
        await using var broker = await MosquittoServer.StartAsync(Cancel);
        var time = TimeProvider.System;
        var board = new LiveBoard(Site, time);
        var health = new HealthBoard(time);
        var options = new DashboardOptions
        {
            Site = Site,
            Name = "Lodge roof",
            Zone = "America/Denver",
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Broker = new MqttLinkOptions { Port = broker.Port, ClientId = "dashboard" },
        };
        await using var app = DashboardHost.Build(options, new FakeStore(), board, health, time);
        await DashboardHost.StartAsync(app, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(Assert.Single(app.Urls)) };
        await UntilAsync(client, "/readyz", ready => (bool)ready["ready"]!);

        await using (var node = new MqttLink(new MqttLinkOptions { Port = broker.Port, ClientId = "node" }, time, NullLogger<MqttLink>.Instance))
        {
            using var end = new CancellationTokenSource();
            var run = node.RunAsync(end.Token);
            while (node.State != LinkState.Up)
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, Cancel);
            foreach (var message in new[] { About(Circuit("north")), SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 12.25)) })
                await node.PublishAsync(message.Topic, message.Payload, 1, retain: false, Cancel);
            await UntilAsync(client, "/api/v1/now", now => (double?)now["sensors"]!.AsArray().FirstOrDefault()?["reading"]?["power_w"] == 12.25);
            await end.CancelAsync();
            await run.ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await broker.KillAsync();
        var ready = await UntilAsync(client, "/readyz", ready => !(bool)ready["ready"]!);
        var still = JsonNode.Parse(await client.GetStringAsync("/api/v1/now", Cancel))!;

        Assert.StartsWith("link: ", (string?)Assert.Single(ready["reasons"]!.AsArray()), StringComparison.Ordinal);
        Assert.Equal(12.25, (double)still["sensors"]![0]!["reading"]!["power_w"]!);
        await UntilAsync(client, "/api/v1/health", h => h["parts"]!.AsArray().Any(p => (string?)p!["part"] == "dashboard/streams"));
        Assert.Contains(health.Report().Parts, p => p is { Part: "link", State: HealthState.Down, Next: not null });
    }

    private static async Task<JsonNode> UntilAsync(HttpClient client, string path, Func<JsonNode, bool> enough)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var response = await client.GetAsync(path, limit.Token);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token))!;
            if (enough(answer))
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }
}
