using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Powderwatts.Readings;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Tests;
using static Powderwatts.SystemTests.Store.StoreRows;

namespace Powderwatts.SystemTests.Store;

/// <summary>InfluxDB 2 and 3 by a strict double of their published API, and answers that a real server gives only in bad hours.</summary>
public sealed class InfluxDoubleTests
{
    private const string Rows = """
        {"results":[{"statement_id":0,"series":[{"name":"circuit","tags":{"node":"booth-pi","sensor":"a"},"columns":["time","power_w","voltage_v","current_a","energy_wh","power_factor","frequency_hz","temperature_c","humidity_pct","pressure_hpa","depth_m","wet","state","quality","seq","outbox","interval_s","energy_from"],"values":[[1796112000000,12.5,null,null,3,null,null,null,null,null,null,null,null,5,77,7,0.5,1796111000000]],"partial":true}],"partial":true}]}
        {"results":[{"statement_id":0,"series":[{"name":"event","tags":{"node":"booth-pi","sensor":"b"},"columns":["time","power_w","voltage_v","current_a","energy_wh","power_factor","frequency_hz","temperature_c","humidity_pct","pressure_hpa","depth_m","wet","state","quality","seq","outbox","interval_s","energy_from"],"values":[[1796112000001,null,null,null,null,null,null,null,null,null,null,null,1.0,0.0,78,7,1,null]]}]}]}

        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_are_stored_by_the_published_api(int version)
    {
        await using var server = await InfluxDouble.StartAsync(version, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);

        Assert.Empty(await store.WriteAsync([Batch([Power("a", 0, 1), Power("a", 1, 2, Origin.Sim), Power("a", 0, 3)])], Cancelled));

        Assert.Empty(server.Faults);
        Assert.Equal(
            [("powderwatts circuit,node=booth-pi,origin=live,sensor=a,site=lodge 1796112000000", 3.0), ("powderwatts_demo circuit,node=booth-pi,origin=sim,sensor=a,site=lodge 1796112001000", 2.0)],
            server.Points.Select(p => (p.Key, (double)p.Value.Fields[0].Value)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_in_several_parts_are_read(int version)
    {
        await using var server = await InfluxDouble.StartAsync(version, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.NextAnswers.Enqueue((200, Rows));

        var rows = await store.LastAsync("lodge", Origin.Replay, Cancelled);

        Assert.Empty(server.Faults);
        Assert.Equal("powderwatts_demo", Assert.Single(server.Questions).Database);
        Assert.Equal(2, rows.Count);
        Assert.Equal(
            new Reading("a", Start, new() { [Quantity.PowerW] = 12.5, [Quantity.EnergyWh] = 3 })
            {
                Origin = Origin.Replay,
                Quality = Quality.Clipped | Quality.Unsynced,
                IntervalS = 0.5,
                EnergyFrom = Start - 1_000_000,
            },
            rows[0].Reading);
        Assert.Equal((78, 7, 1.0), (rows[1].N, rows[1].Outbox, rows[1].Reading.Values[Quantity.State]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_refused_line_is_found_and_its_neighbours_are_stored(int version)
    {
        await using var server = await InfluxDouble.StartAsync(version, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.Refuse = point => point.Fields[0].Value is 3210.0 or 17.0 ? "field type conflict" : null;

        var refusals = await store.WriteAsync([Batch(Enumerable.Range(0, 2500).Select(i => Power("a", i, i))), Batch(Enumerable.Range(2500, 2500).Select(i => Power("a", i, i)), 9000)], Cancelled);

        Assert.Equal([(0, 18L), (1, 9710L)], refusals.Select(r => (r.Batch, r.N)));
        Assert.All(refusals, r => Assert.Contains("field type conflict", r.Reason, StringComparison.Ordinal));
        Assert.Equal(4998, server.Points.Count);
        Assert.InRange(server.Writes, 20, 60);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_batch_of_bad_lines_costs_64_searches_and_then_goes_line_by_line_slowly()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        var time = new HurriedTime(InfluxWriter.LineWait);
        await using var store = new InfluxStore(server.Options, time);
        server.Refuse = point => (double)point.Fields[0].Value % 2 == 1 ? "field type conflict" : null;

        var refusals = await store.WriteAsync([Batch(Enumerable.Range(0, 200).Select(i => Power("a", i, i)))], Cancelled);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => 2L + (i * 2)), refusals.Select(r => r.N));
        Assert.Equal(100, server.Points.Count);
        Assert.Equal(1 + InfluxWriter.SearchRequests + time.Waits, server.Writes);
        Assert.InRange(time.Waits, 100, 199);
    }

    [Fact]
    public async Task A_gap_row_that_is_refused_is_named_once()
    {
        await using var server = await InfluxDouble.StartAsync(3, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.Refuse = point => point.Measurement == "gap" ? "invalid column type" : null;
        var gap = new Readings.Wire.Gap(7, 1, 2, Start, Start, ["a", "b", "c"], "outbox-full", Origin.Live);

        Assert.Equal(7, Assert.Single(await store.WriteAsync([Batch([Power("a", 0, 1)], 1, gap)], Cancelled)).N);
    }

    [Fact]
    public async Task A_server_that_takes_little_is_given_little_and_a_line_too_large_is_refused()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.MostBytes = 2000;
        Assert.Empty(await store.WriteAsync([Batch(Enumerable.Range(0, 500).Select(i => Power("a", i, i)))], Cancelled));
        Assert.Equal(500, server.Points.Count);

        var first = server.Writes;
        Assert.Empty(await store.WriteAsync([Batch(Enumerable.Range(0, 500).Select(i => Power("a", i, i)))], Cancelled));
        Assert.True(server.Writes - first < first, "it has learnt nothing");

        server.MostBytes = 20;
        var refusals = await store.WriteAsync([Batch([Power("a", 0, 1), Power("a", 1, 1)])], Cancelled);
        Assert.Equal(2, refusals.Count);
        Assert.Contains("too large for the server", refusals[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "7", 7.0, Failure.Retry)]
    [InlineData(503, "1000000000", 300.0, Failure.Retry)]
    [InlineData(503, "", null, Failure.Retry)]
    [InlineData(500, null, null, Failure.Retry)]
    [InlineData(404, null, null, Failure.RetrySlowly)]
    [InlineData(301, null, null, Failure.RetrySlowly)]
    public async Task A_server_in_trouble_is_asked_again_when_it_says(int status, string? header, double? seconds, Failure failure)
    {
        await using var server = await InfluxDouble.StartAsync(3, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.NextWrites.Enqueue((status, """{"error":"not now"}""", header));

        var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));

        Assert.Equal(failure, error.Failure);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, error.RetryAfter);
        Assert.Empty(server.Points);
        Assert.Empty(await store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
    }

    [Fact]
    public async Task A_wish_may_be_a_date()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.NextWrites.Enqueue((429, "", TimeProvider.System.GetUtcNow().AddSeconds(100).ToString("r", CultureInfo.InvariantCulture)));

        var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));

        Assert.InRange(error.RetryAfter!.Value.TotalSeconds, 60, 100);
    }

    [Fact]
    public async Task A_full_disk_in_the_middle_of_a_search_is_not_a_refusal()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.NextWrites.Enqueue((422, """{"code":"x","message":"partial write: field type conflict"}""", null));
        server.NextWrites.Enqueue((500, """{"code":"x","message":"no space left on device"}""", null));

        var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1), Power("a", 1, 1)])], Cancelled));

        Assert.Equal(Failure.Retry, error.Failure);
        Assert.Contains("no space left on device", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_wrong_token_is_never_shown(int version)
    {
        await using var server = await InfluxDouble.StartAsync(version, Cancelled);
        await using var store = new InfluxStore(server.Options with { Token = "wrong-secret" }, TimeProvider.System);

        foreach (var ask in new Func<Task>[] { () => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled), () => store.LastAsync("lodge", Origin.Live, Cancelled) })
        {
            var error = await Assert.ThrowsAsync<StoreException>(ask);
            Assert.Equal(Failure.RetrySlowly, error.Failure);
            Assert.Contains("the token is refused (HTTP 401: unauthorized access); put a token that this server knows into the store's token_file", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_named()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var server = await InfluxDouble.StartAsync(2, Cancelled, certificate);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);

        var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));

        Assert.Equal(Failure.Retry, error.Failure);
        Assert.Contains("its TLS certificate is not accepted (", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Writes);
    }

    [Fact]
    public async Task A_server_without_TLS_is_told_from_a_bad_certificate()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        var options = server.Options;
        await using var store = new InfluxStore(options with { Url = new UriBuilder(options.Url) { Scheme = "https" }.Uri }, TimeProvider.System);

        var error = await Assert.ThrowsAsync<StoreException>(() => store.LastAsync("lodge", Origin.Live, Cancelled));

        Assert.Contains("; check whether the store's url should begin with http:// or https://", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_long()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new InfluxOptions
        {
            Url = new($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"),
            RequestTimeout = TimeSpan.FromMilliseconds(200),
            QuestionTimeout = TimeSpan.FromMilliseconds(200),
        };
        await using var store = new InfluxStore(options, TimeProvider.System);

        foreach (var ask in new Func<Task>[] { () => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled), () => store.LastAsync("lodge", Origin.Live, Cancelled) })
        {
            var error = await Assert.ThrowsAsync<StoreException>(ask);
            Assert.Equal(Failure.Retry, error.Failure);
            Assert.Contains("no answer in time", error.Message, StringComparison.Ordinal);
        }

        using var stop = new CancellationTokenSource();
        var asked = store.WriteAsync([Batch([Power("a", 0, 1)])], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Beyond_72_hours_InfluxDB_3_Core_says_so()
    {
        await using var server = await InfluxDouble.StartAsync(3, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        const string words = "Query would exceed file limit of 432 parquet files. Please specify a smaller time range for your query.";
        var question = new HistoryQuestion(new("lodge", "booth-pi", "a", Origin.Live), Quantity.PowerW, 0, Start, 1000);

        foreach (var answer in new[] { (500, $$"""{"error":"{{words}}"}"""), (200, $$"""{"results":[{"statement_id":0,"error":"{{words}}"}]}"""), (500, words) })
        {
            server.NextAnswers.Enqueue(answer);
            Assert.Contains("72 hours", (await Assert.ThrowsAsync<NotSupportedException>(() => store.HistoryAsync(question, Cancelled))).Message, StringComparison.Ordinal);
        }

        // what only needs the newest row does not ask for more than Core can open
        await store.LastAsync("lodge", Origin.Live, Cancelled);
        Assert.Contains("time >= ", server.Questions.Last().Question, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>Sign in to the guest network</html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"results":[{"series":[{"name":"circuit","columns":["time","interval_s"],"values":[[1]]}]}]}""")]
    [InlineData(200, """{"results":[{"series":[{"name":"circuit","values":[[1,2]],"columns":["time","interval_s"]}]}]}""")]
    [InlineData(200, """{"results":[{"series":[{"name":"circuit","columns":["time","interval_s"],"values":[[1,"x"]]}]}]}""")]
    [InlineData(200, """{"results":[{"series":[{"name":"circuit","columns":["time","interval_s"],"values":[[1,""")]
    [InlineData(200, """{"results":[{"error":"engine is closed"}]}""")]
    [InlineData(502, "<html>Bad Gateway</html>")]
    public async Task An_answer_that_is_no_answer_is_an_error_and_not_an_empty_roof(int status, string body)
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        server.NextAnswers.Enqueue((status, body));

        var error = await Assert.ThrowsAsync<StoreException>(() => store.LastAsync("lodge", Origin.Live, Cancelled));

        Assert.StartsWith("cannot read from the store 'InfluxDB http://127.0.0.1:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Setting_up_may_be_repeated_and_the_probe_sees_each_step(int version)
    {
        await using var server = await InfluxDouble.StartAsync(version, Cancelled);
        server.Databases.Clear();
        Assert.Contains(await InfluxProbe.LookAsync(server.Options, TimeProvider.System, Cancelled), f => f is { Ok: false, What: "powderwatts_demo" });

        var first = await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);
        var second = await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);

        Assert.Equal(2, first.Count(f => f.Text.EndsWith("was created, without expiry", StringComparison.Ordinal)));
        Assert.DoesNotContain(second, f => f.Text.Contains("created", StringComparison.Ordinal));
        Assert.Equal(["powderwatts", "powderwatts_demo"], server.Databases.Order());
        var findings = await InfluxProbe.LookAsync(server.Options, TimeProvider.System, Cancelled);
        Assert.All(findings, f => Assert.True(f.Ok, f.Text));
        Assert.Equal(version == 2 ? 7 : 5, findings.Count);
        Assert.Contains("put a token", (await InfluxProbe.LookAsync(server.Options with { Token = "wrong" }, TimeProvider.System, Cancelled))[^1].Fix, StringComparison.Ordinal);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_missing_organisation_is_named()
    {
        await using var server = await InfluxDouble.StartAsync(2, Cancelled);

        var error = await Assert.ThrowsAsync<StoreException>(() => InfluxSetup.RunAsync(server.Options with { Organisation = "nobody" }, TimeProvider.System, Cancelled));

        Assert.Contains("correct the store's organisation", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets one length of wait pass at once, and counts it.</summary>
    private sealed class HurriedTime(TimeSpan hurried) : TimeProvider
    {
        public int Waits { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != hurried)
                return base.CreateTimer(callback, state, dueTime, period);
            Waits++;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
