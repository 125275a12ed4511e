using System.Collections.Concurrent;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Tests.Tape.Replaying;

public sealed class TapePlayerTests
{
    private const long T0 = 1_768_205_520_000;
    private readonly JumpingClock time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
    private readonly List<(TimeSpan At, TapeReading Reading)> live = [];
    private readonly ConcurrentQueue<(string Site, string Node, Chunk Chunk)> chunks = new(); // filled by the player while a test looks

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IEnumerable<TapeReading> Stored => chunks.SelectMany(c => c.Chunk.Readings.Select(row => new TapeReading(c.Node, row.Reading)));

    [Theory]
    [InlineData(1, 0, 1000, 5000)]
    [InlineData(10, 0, 100, 500)]
    [InlineData(0.1, 0, 10_000, 50_000)]
    public async Task Each_reading_comes_at_its_instant_on_the_tapes_clock(double speed, params int[] expectedMs)
    {
        await PlayAsync(new PlayOptions { Speed = speed }, At(0), At(1000), At(5000));

        Assert.Equal(expectedMs, live.Select(l => (int)l.At.TotalMilliseconds));
        Assert.Equal([T0, T0 + 1000, T0 + 5000], live.Select(l => l.Reading.Reading.T));
    }

    [Fact]
    public async Task As_fast_as_it_goes_nothing_waits()
    {
        await PlayAsync(new PlayOptions { Speed = null }, At(0), At(3_600_000), At(86_400_000));

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.Equal(3, Stored.Count());
    }

    [Fact]
    public async Task A_line_whose_instant_has_passed_goes_at_once_and_the_order_is_kept()
    {
        await PlayAsync(new PlayOptions(), At(0), At(2000), At(500, "late"), At(3000));

        Assert.Equal([0, 2000, 2000, 3000], live.Select(l => (int)l.At.TotalMilliseconds));
        Assert.Equal([T0, T0 + 2000, T0 + 500, T0 + 3000], Stored.Select(r => r.Reading.T));
    }

    [Fact]
    public async Task The_live_path_never_goes_back_within_a_pass_and_the_record_misses_nothing()
    {
        await PlayAsync(new PlayOptions(), At(0), At(2000), At(1000), At(3000));

        Assert.Equal([T0, T0 + 2000, T0 + 3000], live.Select(l => l.Reading.Reading.T));
        Assert.Equal(4, Stored.Count());
    }

    [Fact]
    public async Task Every_reading_is_a_replay_and_else_as_it_was_recorded()
    {
        var recorded = At(0, energyWh: 10_422.118, energyFrom: T0 - 5000) with { };
        recorded = recorded with { Reading = recorded.Reading with { Quality = Quality.Clipped, IntervalS = 0.5, Origin = Origin.Sim } };

        await PlayAsync(new PlayOptions(), recorded);

        Assert.Equal(recorded with { Reading = recorded.Reading with { Origin = Origin.Replay } }, Assert.Single(Stored));
        Assert.Equal(Assert.Single(Stored), Assert.Single(live).Reading);
    }

    [Fact]
    public async Task Chunks_are_of_one_node_and_number_its_rows_from_1()
    {
        await PlayAsync(new PlayOptions { Speed = null }, [.. Enumerable.Range(0, 1200).Select(i => At(i, node: i % 3 == 0 ? "a" : "b"))]);

        foreach (var node in chunks.GroupBy(c => c.Node))
        {
            Assert.Single(node.Select(c => c.Chunk.Outbox).Distinct());
            Assert.Equal(Enumerable.Range(1, node.Key == "a" ? 400 : 800).Select(i => (long)i), node.SelectMany(c => c.Chunk.Readings.Select(r => r.N)));
            Assert.All(node, c => Assert.InRange(c.Chunk.Readings.Length, 1, WireLimits.ChunkReadings));
        }

        Assert.Equal(2, chunks.Select(c => c.Chunk.Outbox).Distinct().Count());
        Assert.All(chunks, c => Assert.Equal("lodge", c.Site));
    }

    [Fact]
    public async Task A_reading_waits_a_second_for_others_and_no_longer()
    {
        await PlayAsync(new PlayOptions(), At(0), At(400), At(1500), At(10_000));

        Assert.Equal([2, 1, 1], chunks.Select(c => c.Chunk.Readings.Length));
    }

    [Fact]
    public async Task From_and_to_cut_a_part_out_and_the_end_is_not_in_it()
    {
        await PlayAsync(new PlayOptions { From = T0 + 1000, To = T0 + 3000 }, At(0), At(1000), At(500), At(2000), At(3000), At(2500));

        Assert.Equal([1000L, 2000, 2500], Stored.Select(r => r.Reading.T - T0));
        Assert.Equal(0, (int)live[0].At.TotalMilliseconds);
    }

    [Fact]
    public async Task A_tape_that_loops_begins_anew_a_second_after_its_end()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var player = Player(new PlayOptions { Loop = true }, At(0), At(1000));
        player.Live = line =>
        {
            live.Add((time.Elapsed, line));
            if (live.Count == 6)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => player.RunAsync(Take, stop.Token));

        Assert.Equal([0, 1000, 2000, 3000, 4000, 5000], live.Select(l => (int)l.At.TotalMilliseconds));
        Assert.Equal([0L, 1000, 0, 1000, 0, 1000], live.Select(l => l.Reading.Reading.T - T0));
        Assert.Equal(3, player.State.Passes);
    }

    [Fact]
    public async Task A_tape_without_readings_ends_even_if_it_loops()
    {
        await PlayAsync(new PlayOptions { Loop = true });

        Assert.Empty(chunks);
    }

    [Fact]
    public async Task Shifted_each_instant_is_now()
    {
        var start = time.GetUtcNow().ToUnixTimeMilliseconds();

        await PlayAsync(new PlayOptions { Shift = true }, At(0), At(1000), At(400, "late"));

        Assert.Equal([start, start + 1000, start + 400], Stored.Select(r => r.Reading.T));
        Assert.All(live.Where(l => l.Reading.Reading.Sensor != "late"), l => Assert.Equal(start + (long)l.At.TotalMilliseconds, l.Reading.Reading.T));
    }

    [Fact]
    public async Task A_tape_that_stands_goes_on_where_it_stood()
    {
        var player = Player(new PlayOptions(), At(0), At(1000), At(2000));
        player.Live = line =>
        {
            live.Add((time.Elapsed, line));
            if (line.Reading.T == T0 + 1000)
                player.Pause();
        };
        var playing = player.RunAsync(Take, Cancelled);
        while (Stored.Count() < 2) // what was shown before the pause is given out, not kept for the end of it
            await Task.Yield();

        Assert.Equal((true, T0 + 1000), (player.State.Paused, player.State.Clock));
        player.Resume();
        await playing;

        Assert.Equal(2000, (int)live[^1].At.TotalMilliseconds);
        Assert.True(player.State.Ended);
    }

    [Fact]
    public async Task A_tape_goes_where_it_is_wound_to()
    {
        var wound = false;
        var player = Player(new PlayOptions(), At(0), At(1000), At(60_000), At(61_000));
        player.Live = line =>
        {
            live.Add((time.Elapsed, line));
            if (!wound && line.Reading.T == T0 + 1000)
                player.Seek(T0 + 59_000);
            else if (!wound && line.Reading.T == T0 + 61_000)
                player.Seek(T0 + 1000);
            wound |= line.Reading.T == T0 + 61_000;
        };

        await player.RunAsync(Take, Cancelled);

        Assert.Equal([0L, 1000, 60_000, 61_000, 1000, 60_000, 61_000], Stored.Select(r => r.Reading.T - T0));
        Assert.Equal([0, 1000, 1000, 2000, 2000, 61_000, 62_000], live.Select(l => (int)l.At.TotalMilliseconds));
    }

    [Fact]
    public async Task Pauses_on_the_tape_are_passed_over_when_asked()
    {
        await PlayAsync(new PlayOptions { SkipGaps = TimeSpan.FromMinutes(1) }, At(0), At(60_000), At(60_000 + 28_800_000), At(60_000 + 28_801_000));

        Assert.Equal([0, 60_000, 60_000, 61_000], live.Select(l => (int)l.At.TotalMilliseconds));
    }

    [Fact]
    public async Task A_target_that_fails_ends_the_tape_with_its_fault()
    {
        var player = Player(new PlayOptions(), At(0), At(1000), At(86_400_000));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => player.RunAsync((_, _, _, _) => throw new InvalidOperationException("no room"), Cancelled));

        Assert.Equal("no room", fault.Message);
    }

    [Fact]
    public async Task A_tape_that_fails_gives_what_was_read_before_it_and_then_its_fault()
    {
        var player = new TapePlayer("lodge", _ => Failing(), new PlayOptions { Speed = null }, time);
        var gate = new SemaphoreSlim(0);
        var playing = player.RunAsync(
            async (site, node, chunk, token) =>
            {
                await gate.WaitAsync(token);
                await Take(site, node, chunk, token);
            },
            Cancelled);
        Assert.False(playing.IsCompleted); // the target is still at work
        gate.Release(10);

        var fault = await Assert.ThrowsAsync<TapeException>(() => playing);
        Assert.Equal(("the disk is gone", 2), (fault.Message, Stored.Count()));

        static IEnumerable<TapeReading> Failing()
        {
            yield return At(0);
            yield return At(1, node: "other-pi");
            throw new TapeException("the disk is gone", 0);
        }
    }

    [Fact]
    public async Task A_slow_target_slows_the_tape_and_nothing_piles_up()
    {
        var (read, taken) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var player = new TapePlayer("lodge", _ => Enumerable.Range(0, 100_000).Select(i => At(i)).Select(r => (read++, r).r), new PlayOptions { Speed = null }, time);

        var playing = player.RunAsync(
            async (_, _, chunk, token) =>
            {
                await gate.WaitAsync(token);
                taken += chunk.Readings.Length;
            },
            Cancelled);
        gate.Release();
        while (Volatile.Read(ref taken) == 0)
            await Task.Yield();
        Assert.InRange(read, 1, 12 * WireLimits.ChunkReadings);
        gate.Release(100_000);

        Assert.Equal(100_000, await playing);
        Assert.Equal(100_000, taken);
    }

    [Theory]
    [InlineData(0.05, false, false, "speed 0.05 is not from 0.1 to 10000; write `max` for as fast as it goes")]
    [InlineData(10_001, false, false, "speed 10001 is not from 0.1 to 10000; write `max` for as fast as it goes")]
    [InlineData(double.NaN, false, false, "speed NaN is not from 0.1 to 10000; write `max` for as fast as it goes")]
    [InlineData(2, true, false, "instants can be shifted to now only at speed 1: a faster tape would run out of the present")]
    [InlineData(1, true, true, "instants can't be shifted to now while gaps are skipped")]
    [InlineData(1, true, false, null)]
    public void Wrong_wishes_are_told_in_one_sentence(double speed, bool shift, bool skip, string? fault) =>
        Assert.Equal(fault, new PlayOptions { Speed = speed, Shift = shift, SkipGaps = skip ? TimeSpan.FromMinutes(1) : null }.Fault());

    internal static TapeReading At(long t, string sensor = "gutter-north", string node = "booth-pi", double? energyWh = null, long? energyFrom = null)
    {
        QuantityValues values = default;
        values[Quantity.PowerW] = 12;
        values[Quantity.EnergyWh] = energyWh;
        return new TapeReading(node, new Reading(sensor, T0 + t, values) { EnergyFrom = energyFrom });
    }

    private static ReadingSource Source(params TapeReading[] lines) => from => lines.SkipWhile(line => line.Reading.T < from);

    private TapePlayer Player(PlayOptions options, params TapeReading[] lines) =>
        new("lodge", Source(lines), options, time) { Live = line => live.Add((time.Elapsed, line)) };

    private Task PlayAsync(PlayOptions options, params TapeReading[] lines) => Player(options, lines).RunAsync(Take, Cancelled);

    private Task Take(string site, string node, Chunk chunk, CancellationToken cancellationToken)
    {
        chunks.Enqueue((site, node, chunk));
        return Task.CompletedTask;
    }
}
