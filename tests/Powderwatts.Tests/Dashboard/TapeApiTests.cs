using System.Text.Json.Nodes;
using NJsonSchema;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard;

/// <summary>What the HTTP API says while a tape plays.</summary>
public sealed class TapeApiTests
{
    private static readonly TapeAbout storm = new("roof-storm", 10, null, 1_768_205_520_000, 1_768_205_820_000);

    [Theory]
    [InlineData("/api/v1/site", "Site")]
    [InlineData("/api/v1/now", "Now")]
    public async Task The_tape_is_named_as_the_description_says(string question, string schema)
    {
        await using var site = await PlayingAsync();

        var body = await site.Client.GetStringAsync(question, TestContext.Current.CancellationToken);

        var document = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "src", "Powderwatts.Dashboard", "openapi.json"), TestContext.Current.CancellationToken))!;
        var whole = new JsonObject
        {
            ["definitions"] = document["components"]!["schemas"]!.DeepClone(),
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{schema}" }),
        };
        var rules = await JsonSchema.FromJsonAsync(
            whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Empty(rules.Validate(body).Select(e => $"{e.Path}: {e.Kind}"));
        var answer = JsonNode.Parse(body)!;
        var tape = (schema == "Now" ? answer["tape"] : answer["nodes"]![0]!["tape"])!;
        Assert.Equal(("roof-storm", 10, "replay"), ((string?)tape["name"], (int)tape["speed"]!, (string?)answer["mode"]));
        if (schema == "Now")
            Assert.Equal(storm.First + 60_000, (long)tape["clock"]!);
    }

    [Fact]
    public async Task The_last_hour_and_the_day_are_those_of_the_tape()
    {
        await using var site = await PlayingAsync();

        var history = await site.Client.GetStringAsync("/api/v1/history?sensor=pi/north&quantity=power_w", TestContext.Current.CancellationToken);
        var energy = await site.Client.GetStringAsync("/api/v1/energy", TestContext.Current.CancellationToken);
        var now = await site.Client.GetStringAsync("/api/v1/energy?origin=live", TestContext.Current.CancellationToken);

        Assert.Equal((storm.First + 60_000, "replay"), ((long)JsonNode.Parse(history)!["to"]!, (string?)JsonNode.Parse(history)!["origin"]));
        Assert.Equal((storm.First + 60_000, "replay"), ((long)JsonNode.Parse(energy)!["to"]!, (string?)JsonNode.Parse(energy)!["origin"]));
        Assert.Equal((site.Clock, "live"), ((long)JsonNode.Parse(now)!["to"]!, (string?)JsonNode.Parse(now)!["origin"]));
    }

    private static async Task<DashboardSite> PlayingAsync()
    {
        var site = await DashboardSite.StartAsync();
        site.Board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay)));
        site.Board.Handle(SiteMessages.Live(Power("north", storm.First + 60_000, 12, Origin.Replay)));
        return site;
    }
}
