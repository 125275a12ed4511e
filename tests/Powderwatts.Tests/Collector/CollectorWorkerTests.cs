using System.Text;
using Powderwatts.Collector.Intake;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Tests.Collector;

public sealed class CollectorWorkerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_chunk_is_acknowledged_by_ranges_with_its_span()
    {
        await using var bench = new CollectorBench();

        Assert.True(bench.Offer(5, 9));

        var ack = await bench.AckAsync();
        var start = CollectorBench.Start.ToUnixTimeMilliseconds();
        Assert.Equal(CollectorBench.Outbox, ack.Outbox);
        Assert.Equal([new RowRange(5, 9)], ack.Stored);
        Assert.Empty(ack.Refused);
        Assert.Equal((start + 5, start + 9), ack.Span);
        Assert.Equal([5L, 6, 7, 8, 9], bench.Store.Rows.Select(r => r.N));
    }

    [Fact]
    public async Task Chunks_that_arrive_together_are_one_write_and_one_acknowledgement_a_node()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 30 });

        bench.Offer(1, 10);
        bench.Offer(11, 20);
        bench.Offer(1, 10, "other-pi");

        var first = await bench.Acks.Reader.ReadAsync(Cancelled);
        var second = await bench.Acks.Reader.ReadAsync(Cancelled);
        Assert.Equal("powderwatts/v1/lodge/booth-pi/ack", first.Topic);
        Assert.Equal([new RowRange(1, 20)], first.Ack.Stored);
        Assert.Equal("powderwatts/v1/lodge/other-pi/ack", second.Topic);
        Assert.Equal([new RowRange(1, 10)], second.Ack.Stored);
        Assert.Equal(30, bench.Store.MostRowsInAWrite);
    }

    [Fact]
    public async Task A_lone_chunk_waits_for_the_linger_and_no_longer()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, Linger = TimeSpan.FromMilliseconds(50) });
        bench.Offer(1, 1);

        await bench.AdvanceToNextAttemptAsync(TimeSpan.FromMilliseconds(10));

        Assert.Equal([new RowRange(1, 1)], (await bench.AckAsync()).Stored);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_store_has_confirmed()
    {
        await using var bench = new CollectorBench();
        bench.Store.Failures.Enqueue(new StoreException(Failure.Retry, "cannot write to the store 'fake': the disk is full; make room"));
        bench.Store.Failures.Enqueue(new StoreException(Failure.RetrySlowly, "cannot write to the store 'fake': wrong token; check it"));
        bench.Store.Failures.Enqueue(new InvalidOperationException("a fault of its own"));

        bench.Offer(1, 3);
        await bench.Store.Attempts.Reader.ReadAsync(Cancelled);
        for (var again = 0; again < 3; again++)
        {
            Assert.False(bench.Acks.Reader.TryPeek(out _));
            await bench.AdvanceToNextAttemptAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([new RowRange(1, 3)], (await bench.AckAsync()).Stored);
        Assert.Equal(3, bench.Store.Rows.Count);
    }

    [Fact]
    public async Task A_failing_store_is_down_in_health_with_its_next_step()
    {
        await using var bench = new CollectorBench();
        bench.Store.Broken = new StoreException(Failure.Retry, "cannot write to the store 'fake': the disk is full; make room");
        bench.Offer(1, 1);
        await bench.Store.Attempts.Reader.ReadAsync(Cancelled);
        await bench.AdvanceToNextAttemptAsync(TimeSpan.FromSeconds(1));

        var part = bench.Part("store");
        Assert.Equal((HealthState.Down, "cannot write to the store 'fake': the disk is full", "make room"), (part.State, part.Reason, part.Next));

        bench.Store.Broken = null;
        await bench.AdvanceToNextAttemptAsync(TimeSpan.FromSeconds(1));
        await bench.AckAsync();
        Assert.Equal(HealthState.Ok, bench.Part("store").State);
    }

    [Fact]
    public async Task While_the_store_is_down_memory_is_bounded_and_a_resend_is_kept_once()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 1, PendingChunks = 4 });
        bench.Store.Broken = new StoreException(Failure.Retry, "down");
        bench.Offer(1, 1);
        await bench.Store.Attempts.Reader.ReadAsync(Cancelled);

        Assert.True(bench.Offer(2, 2));
        Assert.True(bench.Offer(3, 3));
        Assert.True(bench.Offer(1, 1), "being written");
        Assert.True(bench.Offer(2, 2), "waiting");
        Assert.True(bench.Offer(4, 4));
        Assert.False(bench.Offer(5, 5), "one too many");
        bench.Store.Broken = null;
        await bench.AdvanceToNextAttemptAsync(TimeSpan.FromSeconds(1));

        Assert.Equal([new RowRange(1, 1)], (await bench.AckAsync()).Stored);
        Assert.Equal([new RowRange(2, 4)], (await bench.AckAsync()).Stored);
        Assert.Equal([1L, 2, 3, 4], bench.Store.Rows.Select(r => r.N));
        Assert.Equal((2, 1), (bench.Part("intake").Counts["repeats"], bench.Part("intake").Counts["busy"]));
    }

    [Fact]
    public async Task A_store_that_is_down_for_two_hours_costs_no_memory_and_few_questions()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 1 });
        bench.Store.Broken = new StoreException(Failure.Retry, "down");
        var again = CollectorBench.Chunk(1, 200);
        bench.Offer(1, 200);
        await bench.Store.Attempts.Reader.ReadAsync(Cancelled);

        // 200 readings a second; the node comes again with its oldest chunks as often as it likes
        for (var second = 1; second <= 7200; second++)
        {
            if (second < 40)
                Assert.Equal(second < 32, bench.Offer((second * 200) + 1, (second * 200) + 200));
            Assert.True(bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), again), "one copy is kept");
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((31, 31), (bench.Part("intake").Counts["queued"] - 1, bench.Part("intake").Counts["chunks"] - 1));
        Assert.Equal(HealthState.Warn, bench.Part("intake").State);
        var questions = bench.Store.Attempts.Reader.Count;
        Assert.InRange(questions, 1, 1000);
        bench.Store.Broken = null;
        for (long settled = 0; settled < 32 * 200;)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            while (bench.Acks.Reader.TryRead(out var answer))
                settled = answer.Ack.Stored[^1].To;
        }

        Assert.Equal(Enumerable.Range(1, 32 * 200).Select(n => (long)n), bench.Store.Rows.Select(r => r.N));
    }

    [Fact]
    public async Task Made_up_sensor_names_make_no_more_series_than_a_node_may_have()
    {
        await using var bench = new CollectorBench(new() { EnoughChunks = 1 });
        var random = new Random(3);
        for (var n = 1; n < 20_000; n += 500)
        {
            var first = n;
            bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), CollectorBench.Chunk(
                [.. Enumerable.Range(0, 500).Select(i => new Numbered(first + i, CollectorBench.Reading($"x{random.NextInt64():x}", CollectorBench.Start, i)))], []));
            var ack = await bench.AckAsync();
            Assert.Equal(500, ack.Stored.Sum(r => r.Count) + ack.Refused.Sum(r => r.Rows.Count));
        }

        Assert.Equal(64, bench.Store.Rows.Count);
    }

    [Fact]
    public async Task Bytes_are_bounded_too()
    {
        var size = CollectorBench.Chunk(1, 1).Length;
        await using var bench = new CollectorBench(new() { EnoughRows = 1, PendingBytes = size * 2 });
        bench.Store.Broken = new StoreException(Failure.Retry, "down");

        Assert.Equal([true, true, false], new[] { 1, 2, 3 }.Select(n => bench.Offer(n, n)));
    }

    [Fact]
    public async Task A_malformed_payload_is_kept_with_its_reason_and_the_rest_goes_on()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, EnoughChunks = 2 });

        Assert.True(bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), "{\"outbox\":"u8.ToArray()));
        bench.Offer(1, 1);

        Assert.Equal([new RowRange(1, 1)], (await bench.AckAsync()).Stored);
        var letter = Assert.Single(bench.Letters("foreign"));
        Assert.Equal("powderwatts/v1/lodge/booth-pi/data", letter.Topic);
        Assert.Equal("{\"outbox\":", Encoding.UTF8.GetString(letter.Payload.Span));
        Assert.NotEmpty(letter.Reason);
        Assert.Equal(1, bench.Part("intake").Counts["malformed"]);
        Assert.Equal(HealthState.Warn, bench.Part("deadletters").State);
    }

    [Fact]
    public async Task A_payload_that_is_too_long_is_kept_by_its_beginning()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, EnoughChunks = 2 });

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), new byte[WireLimits.PayloadBytes + 1]);
        bench.Offer(1, 1);

        await bench.AckAsync();
        var letter = Assert.Single(bench.Letters("foreign"));
        Assert.Equal("262145 bytes; at most 262144 are taken", letter.Reason);
        Assert.Equal(1024, letter.Payload.Length);
    }

    [Fact]
    public async Task Refused_rows_are_in_the_dead_letters_before_they_are_acknowledged_as_refused()
    {
        await using var bench = new CollectorBench();
        bench.OfferAbout();
        Assert.True((await bench.AckAsync()).IsEmpty);
        bench.Store.Poison[2] = "the field is of another type";
        bench.Store.Poison[3] = "the field is of another type";

        bench.Offer(1, 4);

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 1), new RowRange(4, 4)], ack.Stored);
        Assert.Equal([new Refusal(new(2, 3), "the field is of another type")], ack.Refused);
        var letters = bench.Letters("own");
        Assert.Equal([2L, 3], letters.Select(l => l.N));
        Assert.All(letters, l => Assert.Equal(CollectorBench.Outbox.ToString(), l.Outbox));
        Assert.Equal(2, WireJson.ReadChunk(letters[0].Payload.Span).Chunk.Readings.Single().N);
    }

    [Fact]
    public async Task A_row_that_breaks_the_contract_costs_itself_only()
    {
        await using var bench = new CollectorBench();
        var json = Encoding.UTF8.GetString(CollectorBench.Chunk(1, 2)).Replace("\"n\":2,\"s\":\"a\"", "\"n\":2,\"s\":\"A B\"", StringComparison.Ordinal);

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), Encoding.UTF8.GetBytes(json));

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 1)], ack.Stored);
        Assert.Equal(new RowRange(2, 2), Assert.Single(ack.Refused).Rows);
        Assert.Equal(2, Assert.Single(bench.Letters("foreign")).N);
    }

    [Fact]
    public async Task What_the_dead_letters_cannot_take_is_not_settled()
    {
        await using var bench = new CollectorBench();
        File.WriteAllText(bench.DeadLetterFolder, "a file where the folder should be");
        bench.Store.Poison[2] = "no";

        bench.Offer(1, 3);

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 1), new RowRange(3, 3)], ack.Stored);
        Assert.Empty(ack.Refused);
        Assert.Equal(HealthState.Down, bench.Part("deadletters").State);
    }

    [Fact]
    public async Task Live_readings_must_be_neither_too_old_nor_in_the_future_and_tapes_may_be_anything()
    {
        await using var bench = new CollectorBench();
        var start = CollectorBench.Start;
        Reading[] readings =
        [
            CollectorBench.Reading("a", start.AddMinutes(4), 0),
            CollectorBench.Reading("a", start.AddMinutes(6), 0),
            CollectorBench.Reading("a", start.AddDays(-31), 0),
            CollectorBench.Reading("a", start.AddYears(-9), 0) with { Origin = Origin.Replay },
            CollectorBench.Reading("a", start.AddYears(9), 0) with { Origin = Origin.Sim },
        ];

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), CollectorBench.Chunk([.. readings.Select((r, i) => new Numbered(i + 1, r))], []));

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 1), new RowRange(4, 5)], ack.Stored);
        Assert.Equal([new(new(2, 2), "the instant lies in the future"), new Refusal(new(3, 3), "older than 30 days")], ack.Refused);
    }

    [Fact]
    public async Task A_reading_of_a_node_without_a_trusted_clock_is_not_too_old()
    {
        await using var bench = new CollectorBench();
        var unsynced = CollectorBench.Reading("a", DateTimeOffset.UnixEpoch, 5) with { Quality = Quality.Unsynced };

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), CollectorBench.Chunk([new Numbered(1, unsynced)], []));

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 1)], ack.Stored);
        Assert.Empty(ack.Refused);
    }

    [Fact]
    public void A_collector_whose_clock_is_surely_wrong_refuses_no_instant()
    {
        var (rules, node, wrong) = (new RowRules(TimeSpan.FromDays(30), TimeSpan.FromMinutes(5)), new KnownNode(64), new DateTimeOffset(1970, 1, 1, 1, 0, 0, TimeSpan.Zero));
        var reading = CollectorBench.Reading("a", CollectorBench.Start, 0);
        var gap = new Gap(40, 10, 39, reading.T - 5000, reading.T - 1000, ["a"], "outbox-full", Origin.Live);

        Assert.Null(rules.Check(reading, node, wrong));
        Assert.Null(rules.Check(gap, node, wrong));
        Assert.Equal("the instant lies in the future", rules.Check(reading, node, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal("the instant lies in the future", rules.Check(gap, node, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Made_up_topics_with_malformed_payloads_take_no_place_of_a_node()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, EnoughChunks = 2, Nodes = 1 });

        Assert.True(bench.Worker.Offer(Topics.Data("lodge", "made-up"), "{"u8.ToArray()));
        Assert.True(bench.Worker.Offer(Topics.Data("lodge", "made-up-2"), "{}"u8.ToArray()));
        await bench.WaitForLettersAsync(2);
        bench.Offer(1, 1);
        bench.Offer(2, 2);

        Assert.Equal([new RowRange(1, 2)], (await bench.AckAsync()).Stored);
    }

    [Fact]
    public async Task Gap_rows_are_stored_and_acknowledged_like_any_row()
    {
        await using var bench = new CollectorBench();
        var t = CollectorBench.Start.ToUnixTimeMilliseconds();

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"),
            CollectorBench.Chunk([], [new(40, 10, 39, t - 5000, t - 1000, ["a"], "outbox-full", Origin.Live)]));

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(40, 40)], ack.Stored);
        Assert.Equal((t - 5000, t - 1000), ack.Span);
    }

    [Fact]
    public async Task Every_about_is_answered_with_an_empty_acknowledgement_also_while_the_store_is_down()
    {
        await using var bench = new CollectorBench();
        bench.Store.Broken = new StoreException(Failure.Retry, "down");
        bench.Offer(1, 1);
        await bench.Store.Attempts.Reader.ReadAsync(Cancelled);

        for (var i = 0; i < 2; i++)
        {
            bench.OfferAbout();
            var (topic, ack) = await bench.Acks.Reader.ReadAsync(Cancelled);
            Assert.Equal("powderwatts/v1/lodge/booth-pi/ack", topic);
            Assert.Equal(CollectorBench.Outbox, ack.Outbox);
            Assert.True(ack.IsEmpty);
        }
    }

    [Fact]
    public async Task Nodes_beyond_the_limit_are_not_answered_and_keep_their_rows()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, EnoughChunks = 3, Nodes = 1 });

        bench.Offer(1, 1);
        bench.Offer(1, 1, "made-up");
        bench.Offer(2, 2);

        Assert.Equal([new RowRange(1, 2)], (await bench.AckAsync()).Stored);
        Assert.All(bench.Store.Rows, row => Assert.Equal("booth-pi", row.Node));
        Assert.Equal(1, bench.Part("intake").Counts["ignored"]);
        Assert.Equal(HealthState.Warn, bench.Part("intake").State);
    }

    [Fact]
    public async Task A_node_has_a_limited_number_of_sensors()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 1, SensorsPerNode = 2 });

        bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), CollectorBench.Chunk(
            [.. new[] { "a", "b", "c", "a" }.Select((s, i) => new Numbered(i + 1, CollectorBench.Reading(s, CollectorBench.Start, i)))], []));

        var ack = await bench.AckAsync();
        Assert.Equal([new RowRange(1, 2), new RowRange(4, 4)], ack.Stored);
        Assert.Equal([new Refusal(new(3, 3), "too many sensors on this node")], ack.Refused);
    }

    [Fact]
    public async Task A_retained_chunk_and_other_topics_are_ignored()
    {
        await using var bench = new CollectorBench(new() { EnoughRows = 500, EnoughChunks = 1 });

        Assert.True(bench.Worker.Offer(Topics.Data("lodge", "booth-pi"), CollectorBench.Chunk(1, 1), retained: true));
        Assert.True(bench.Worker.Offer(Topics.Status("lodge", "booth-pi"), "online"u8.ToArray()));
        bench.Offer(2, 2);

        Assert.Equal([new RowRange(2, 2)], (await bench.AckAsync()).Stored);
        Assert.Equal([2L], bench.Store.Rows.Select(r => r.N));
    }

    [Fact]
    public async Task An_acknowledgement_that_cannot_be_sent_is_counted_and_the_resend_is_acknowledged()
    {
        await using var bench = new CollectorBench();
        bench.BrokerIsDown = true;
        bench.Offer(1, 1);
        while (bench.Part("intake").Counts["unsent"] == 0)
            await Task.Yield();

        bench.BrokerIsDown = false;
        bench.Offer(1, 1);

        Assert.Equal([new RowRange(1, 1)], (await bench.AckAsync()).Stored);
    }

    [Fact]
    public async Task Health_is_told_retained_at_once_then_on_change_then_every_ten_seconds()
    {
        await using var bench = new CollectorBench();
        var (topic, retain, report) = await bench.Health.Reader.ReadAsync(Cancelled);
        Assert.Equal(("powderwatts/v1/collector/collector/health", true), (topic, retain));
        Assert.Equal(["deadletters", "intake", "store"], report.Parts.Select(p => p.Part));

        var seconds = 0;
        while (!bench.Health.Reader.TryRead(out _))
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            for (var turn = 0; turn < 20; turn++)
                await Task.Yield();
        }

        Assert.InRange(seconds, 10, 12);
    }
}
