using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using NJsonSchema;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Health;
using Powderwatts.Store;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard;

public sealed class DashboardApiTests
{
    private static readonly string document =
        File.ReadAllText(Path.Combine(Checkout.Root, "src", "Powderwatts.Dashboard", "openapi.json"));

    [Theory]
    [InlineData("/api/v1/site", 200, "Site")]
    [InlineData("/api/v1/now", 200, "Now")]
    [InlineData("/api/v1/health", 200, "Health")]
    [InlineData("/healthz", 200, "Alive")]
    [InlineData("/readyz", 200, "Ready")]
    [InlineData("/api/v1/history?sensor=pi/north&quantity=power_w", 200, "History")]
    [InlineData("/api/v1/history?sensor=pi/north&quantity=power_w&from=2026-12-01T00:00:00Z&to=1796112732000&points=7&origin=sim", 200, "History")]
    [InlineData("/api/v1/energy", 200, "Energy")]
    [InlineData("/api/v1/energy?by=day&from=1795900000000", 200, "Energy")]
    [InlineData("/api/v1/energy?by=hour", 200, "Energy")]
    [InlineData("/api/v1/history?quantity=power_w", 400, "Problem")]
    [InlineData("/api/v1/history?sensor=pi/nobody&quantity=power_w", 404, "Problem")]
    [InlineData("/api/v1/energy?by=week", 400, "Problem")]
    [InlineData("/api/v1/energy?by=hour&from=0", 400, "Problem")]
    [InlineData("/api/v1/now?x=1", 400, "Problem")]
    [InlineData("/api/v1/nothing", 404, "Problem")]
    public async Task Every_answer_is_as_the_description_says(string question, int status, string schema)
    {
        await using var site = await FilledAsync();
        if (status == 404)
            site.Store.History = new History([], []);

        using var response = await site.Client.GetAsync(question, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(schema == "Problem" ? "application/problem+json" : "application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty((await SchemaAsync(schema)).Validate(body).Select(e => $"{e.Path}: {e.Kind}"));
    }

    [Theory]
    [InlineData("{\"t\":1,\"mode\":\"sim\"}")]
    [InlineData("{\"t\":1,\"mode\":\"sim\",\"sensors\":[],\"more\":1}")]
    [InlineData("{\"t\":1,\"mode\":\"sim\",\"sensors\":[{\"sensor\":\"pi/north\",\"kind\":\"circuit\",\"status\":\"late\",\"origin\":\"sim\"}]}")]
    public async Task The_description_is_strict(string wrong) => Assert.NotEmpty((await SchemaAsync("Now")).Validate(wrong));

    [Fact]
    public async Task Every_route_is_described_and_every_description_has_a_route()
    {
        await using var site = await DashboardSite.StartAsync();
        var routes = ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!).Where(p => p != "{*path}");
        var described = JsonNode.Parse(document)!["paths"]!.AsObject().Select(p => p.Key);

        Assert.Equal(described.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_description_is_served_as_it_is_kept()
    {
        await using var site = await DashboardSite.StartAsync();

        Assert.Equal(document, await site.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_problem_names_the_parameter_and_the_allowed_range()
    {
        await using var site = await FilledAsync();

        var problem = await AskAsync(site, "/api/v1/history?sensor=pi/north&quantity=power_w&points=0");

        Assert.Equal("parameter 'points' is 0; allowed: 1 to 2000", (string?)problem["detail"]);
        Assert.Equal(("points", 400), ((string?)problem["parameter"], (int)problem["status"]!));
    }

    [Fact]
    public async Task History_is_asked_for_the_last_hour_of_the_sites_mode_by_default()
    {
        await using var site = await FilledAsync();

        await AskAsync(site, "/api/v1/history?sensor=pi/north&quantity=power_w");

        Assert.Equal(
            new HistoryQuestion(new Series(Site, "pi", "north", Origin.Sim), Quantity.PowerW, site.Clock - 3_600_000, site.Clock, 15_000),
            Assert.Single(site.Store.HistoryQuestions));
    }

    [Fact]
    public async Task Energy_is_the_counters_difference_per_local_day_and_names_its_days()
    {
        await using var site = await FilledAsync();

        var energy = await AskAsync(site, "/api/v1/energy?by=day&from=2026-11-30T07:00:00Z&to=2026-12-02T07:00:00Z");

        var north = energy["circuits"]![0]!;
        Assert.Equal(("pi/north", "Gutter north", "America/Denver"), ((string?)north["sensor"], (string?)north["name"], (string?)energy["zone"]));
        Assert.Equal([1_796_022_000_000, 1_796_108_400_000], north["spans"]!.AsArray().Select(s => (long)s!["from"]!));
        Assert.Equal((double)north["energy_wh"]!, north["spans"]!.AsArray().Sum(s => (double)s!["energy_wh"]!), 9);
        Assert.Equal(30, (double)energy["total"]!["energy_wh"]!, 9);
    }

    [Fact]
    public async Task A_circuit_without_readings_has_coverage_0()
    {
        await using var site = await FilledAsync();

        var energy = await AskAsync(site, "/api/v1/energy");

        var south = energy["circuits"]![1]!;
        Assert.Equal(("pi/south", 0.0, 0.0), ((string?)south["sensor"], (double)south["energy_wh"]!, (double)south["coverage"]!));
        Assert.Single(south["gaps"]!.AsArray());
    }

    [Fact]
    public async Task Energy_today_begins_at_local_midnight()
    {
        await using var site = await FilledAsync();

        await AskAsync(site, "/api/v1/energy");

        Assert.Equal([1_796_108_400_000, site.Clock], Assert.Single(site.Store.CounterQuestions).Boundaries);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_503_with_the_next_step()
    {
        await using var site = await FilledAsync();
        site.Store.Fault = new StoreException(Failure.Retry, "cannot read from the store: refused; start it");

        using var response = await site.Client.GetAsync("/api/v1/energy", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("start it", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_fault_tells_nothing_of_the_inside()
    {
        await using var site = await FilledAsync();
        site.Store.Fault = new InvalidOperationException("secret inside");

        using var response = await site.Client.GetAsync("/api/v1/energy", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_ready_once_a_reading_of_this_run_is_acknowledged()
    {
        await using var site = await DashboardSite.StartAsync(awaitReading: true);

        var before = await AskAsync(site, "/readyz");
        site.Board.Handle(SiteMessages.Health(new HealthReport(site.Clock, [Part("data", counts: ("acknowledged", 1))], [])));
        var after = await AskAsync(site, "/readyz");

        Assert.Equal((false, true), ((bool)before["ready"]!, (bool)after["ready"]!));
        Assert.Equal("data: no reading of this run has been acknowledged yet", (string?)Assert.Single(before["reasons"]!.AsArray()));
    }

    [Fact]
    public async Task It_is_not_ready_without_the_link()
    {
        await using var site = await DashboardSite.StartAsync();
        site.Board.Link(Powderwatts.Readings.Mqtt.LinkState.Down, "refused");

        using var response = await site.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("\"link: refused\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/now")]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/history")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var site = await DashboardSite.StartAsync();

        using var response = await site.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.StartsWith("default-src 'none'; script-src 'self';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("POST", "/api/v1/now")]
    [InlineData("DELETE", "/")]
    [InlineData("OPTIONS", "/api/v1/storm")]
    public async Task Other_methods_are_refused(string method, string path)
    {
        await using var site = await DashboardSite.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Another_host_name_is_refused()
    {
        await using var site = await DashboardSite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/now");
        request.Headers.Host = "evil.example";

        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("evil.example", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<DashboardSite> FilledAsync()
    {
        var site = await DashboardSite.StartAsync();
        site.Board.Handle(About(Circuit("north", Origin.Sim, name: "Gutter north"), Circuit("south", Origin.Sim), Climate("roof", Origin.Sim)));
        site.Board.Handle(Status("online"));
        var reading = Power("north", site.Clock - 100, 12, Origin.Sim) with { Quality = Quality.Clipped, EnergyFrom = 1000 };
        site.Board.Handle(SiteMessages.Live(reading));
        site.Board.Handle(SiteMessages.Health(new HealthReport(site.Clock, [Part("outbox", HealthState.Warn, "nearly full", ("queued", 3))], [Failed("south", "no answer")])));
        site.Board.Handle(CollectorHealth("one", new HealthReport(site.Clock, [Part("intake")], [])));
        site.Health.Set("store", HealthState.Ok);
        site.Store.History = new History([new HistoryBucket(site.Clock, 1, 2, 3, 2.5, 10)], [new TimeGap(5, 9)]);
        ImmutableArray<CounterPoint> points =
        [
            new(1_796_022_000_000, 100, 1000, 86_400), new(1_796_065_200_000, 110, 1000, 86_400),
            new(1_796_108_400_000, 115, 1000, 86_400), new(1_796_194_800_000, 130, 1000, 86_400),
        ];
        site.Store.Counters.Add(new CircuitCounter(new Series(Site, "pi", "north", Origin.Sim), points, []));
        return site;
    }

    private static async Task<JsonNode> AskAsync(DashboardSite site, string question)
    {
        using var response = await site.Client.GetAsync(question, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    // the description's schemas refer to each other under components; as a schema of its own they are definitions
    private static Task<JsonSchema> SchemaAsync(string name)
    {
        var schemas = JsonNode.Parse(document)!["components"]!["schemas"]!.DeepClone();
        var whole = new JsonObject { ["definitions"] = schemas, ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{name}" }) };
        return JsonSchema.FromJsonAsync(whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }
}
