using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sampling;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Sampling;

/// <summary>Rows of a clock that nobody trusts: they wait, are set right before they are sent, and never change after that.</summary>
public sealed class NodeClockTests : IDisposable
{
    private const long Noon = 1_796_000_000_000;

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder root = new();
    private SteppingTime time = new(new DateTimeOffset(1970, 1, 1, 0, 0, 10, TimeSpan.Zero));
    private bool hasRoute = true;
    private NodeOutbox outbox;
    private NodeClock clock;
    private ReadingMaker maker;
    private bool isShifted;

    public NodeClockTests()
    {
        Directory.CreateDirectory(root.File("sys/firmware/devicetree/base"));
        File.WriteAllText(root.File("sys/firmware/devicetree/base/model"), "Raspberry Pi 4 Model B Rev 1.4\0");
        (outbox, clock, maker) = Start("boot-1");
    }

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
        root.Dispose();
    }

    [Fact]
    public void Rows_of_an_untrusted_clock_wait_and_get_true_time_when_it_comes()
    {
        Sample(60);
        Assert.Equal((60, 0), (outbox.Highest, outbox.Sendable));
        Assert.True(outbox.ReadAfter(0, 100).IsEmpty);
        Assert.False(clock.TryEndHold());
        Assert.Equal(60, outbox.Status().Held);

        Synchronise(Noon);
        Sample(3);

        var rows = outbox.ReadAfter(0, 100).Readings.Select(r => r.Reading).ToArray();
        Assert.Equal(Enumerable.Range(0, 63).Select(i => Noon + 1_000 + ((i - 60) * 1000L)), rows.Select(r => r.T));
        Assert.All(rows, r => Assert.Equal(Quality.None, r.Quality));
        Assert.Equal(rows[0].T, Assert.Single(rows.Select(r => r.EnergyFrom).Distinct())); // the counter began with the first of them
        Assert.Equal(rows[^1].Values[Quantity.EnergyWh], outbox.Counters["gutter"].EnergyWh);
        Assert.Equal((rows[0].T, rows[^1].T), (outbox.Counters["gutter"].EnergyFrom, outbox.Instants["gutter"]));
        Assert.Equal(6.2, rows[^1].Values[Quantity.EnergyWh]!.Value, 9); // 360 W for 62 s, whatever the wall clock said
        Assert.Null(outbox.Held);
    }

    [Fact]
    public void After_300_s_they_go_as_unsynced_and_are_never_restamped()
    {
        Sample(299);
        Assert.False(clock.TryEndHold());
        Sample(1);
        Assert.True(clock.TryEndHold());
        outbox.EndHold(null);
        var sent = outbox.ReadAfter(0, 1000).Readings;
        Assert.Equal(300, sent.Length);
        Assert.All(sent, r => Assert.True(r.Reading.Quality.HasFlag(Quality.Unsynced)));

        Sample(2);
        Assert.Equal(302, outbox.Sendable); // no more waiting
        Synchronise(Noon);
        Sample(2);

        Assert.Equal(sent, outbox.ReadAfter(0, 1000).Readings.Take(300));
        Assert.Equal([Quality.Unsynced, Quality.Unsynced, Quality.None, Quality.None], outbox.ReadAfter(300, 1000).Readings.Select(r => r.Reading.Quality));
        Assert.Equal([Noon + 1000, Noon + 2000], outbox.ReadAfter(302, 1000).Readings.Select(r => r.Reading.T));
        Assert.Single(outbox.ReadAfter(0, 1000).Readings.Select(r => r.Reading.EnergyFrom).Distinct()); // frozen
    }

    [Fact]
    public void Without_a_default_route_5_s_are_enough()
    {
        hasRoute = false;
        Sample(4);
        Assert.False(clock.TryEndHold());
        Sample(1);

        Assert.True(clock.TryEndHold());
    }

    [Fact]
    public void Until_the_first_of_them_is_sent_they_are_set_right_however_late()
    {
        Sample(1000); // no link: nobody asked to send

        Synchronise(Noon);
        Sample(1);

        Assert.Equal(Noon + 1_000, outbox.ReadAfter(1000, 1).Readings[0].Reading.T);
        Assert.Equal(Noon - 999_000, outbox.ReadAfter(0, 1).Readings[0].Reading.T);
    }

    [Fact]
    public void They_go_on_waiting_through_a_restart_in_the_same_boot()
    {
        Sample(10);
        Restart("boot-1");
        Assert.Equal(0, outbox.Sendable);
        Sample(10);

        Synchronise(Noon);
        Sample(1);

        var rows = outbox.ReadAfter(0, 100).Readings.Select(r => r.Reading).ToArray();
        Assert.Equal(Enumerable.Range(0, 21).Select(i => Noon + 1_000 + ((i - 20) * 1000L)), rows.Select(r => r.T));
        Assert.Single(rows.Select(r => r.EnergyFrom).Distinct());
    }

    [Fact]
    public void Set_right_also_when_the_clock_comes_between_two_runs_of_a_boot()
    {
        Sample(10);
        Synchronise(Noon);
        Restart("boot-1");
        Sample(1);

        Assert.Equal(Enumerable.Range(0, 11).Select(i => Noon + 1_000 + ((i - 10) * 1000L)), outbox.ReadAfter(0, 100).Readings.Select(r => r.Reading.T));
        Assert.Single(outbox.ReadAfter(0, 100).Readings.Select(r => r.Reading.EnergyFrom).Distinct());
    }

    [Fact]
    public void After_another_boot_nothing_can_set_them_right_and_the_new_ones_come_later()
    {
        Sample(10);
        time = new SteppingTime(new DateTimeOffset(1970, 1, 1, 0, 0, 5, TimeSpan.Zero)); // and the monotonic clock begins anew
        Restart("boot-2");
        Assert.Equal(10, outbox.Sendable);
        Assert.All(outbox.ReadAfter(0, 100).Readings, r => Assert.Equal(Quality.Unsynced, r.Reading.Quality));
        Sample(3);

        Assert.Equal(10, outbox.Sendable);
        Synchronise(Noon);
        Sample(1);
        var rows = outbox.ReadAfter(0, 100).Readings.Select(r => r.Reading.T).ToArray();
        Assert.Equal(rows.Order(), rows);
        Assert.Equal(Noon + 1_000, rows[^1]);
    }

    [Fact]
    public void A_clock_that_is_behind_the_last_instant_goes_on_from_there()
    {
        Synchronise(Noon);
        Sample(5);
        File.Delete(root.File(ClockTrust.SyncFile));
        time = new SteppingTime(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)); // the saved time of a Pi, months old
        Restart("boot-2");
        Sample(3);

        clock.TryEndHold();
        outbox.EndHold(null);

        Assert.Equal([Noon + 5_001, Noon + 6_001, Noon + 7_001], outbox.ReadAfter(5, 10).Readings.Select(r => r.Reading.T));
    }

    [Theory]
    [InlineData(-50_000)] // the same milliseconds of each second again
    [InlineData(-99_000)]
    [InlineData(-500)]
    public void After_a_restart_with_the_clock_set_back_no_instant_is_given_twice(int milliseconds)
    {
        Synchronise(Noon);
        Sample(100);
        time.Step(TimeSpan.FromMilliseconds(milliseconds));
        Restart("boot-1");
        var back = time.GetUtcNow().ToUnixTimeMilliseconds();
        Sample(100);

        var given = outbox.ReadAfter(0, 1000).Readings.Select(r => r.Reading.T).ToArray();
        Assert.Equal(200, given.Distinct().Count());
        Assert.All(given.Skip(100).Select((t, i) => t - (back + (i * 1000L))), off => Assert.InRange(off, 0, milliseconds == -500 ? 501 : 2)); // true time
        Assert.Single(outbox.ReadAfter(0, 1000).Readings.Select(r => r.Reading.EnergyFrom).Distinct());
        var energy = outbox.ReadAfter(0, 1000).Readings.Select(r => r.Reading.Values[Quantity.EnergyWh]!.Value).ToArray();
        Assert.Equal(energy.Order(), energy);
    }

    [Fact]
    public void Whenever_the_clock_comes_no_instant_is_given_twice_and_order_follows_the_sequence() =>
        Gen.Select(Gen.Int[1, 400], Gen.Long[-7_200_000, 7_200_000], Gen.Bool).Sample((before, step, sent) =>
        {
            var hold = new ClockHold("b", Noon, 5_000, Noon - 1, null);
            var instants = Enumerable.Range(0, before).Select(i => hold.Stamp(Noon + (i * 1000L), 5_000 + (i * 1000L), false)).ToArray();
            var frozen = sent && hold.TryFreeze(5_000 + (before * 1000L), hasRoute: false);
            var now = hold.Stamp(Noon + (before * 1000L) + step, 5_000 + (before * 1000L), true);

            Assert.Equal(frozen, hold.Shift is null);
            var after = instants.Select(t => hold.Shift is { } by ? by.Apply(t) : t).Append(now).ToArray();
            Assert.Equal(after.Length, after.Distinct().Count());
            if (!frozen)
                Assert.Equal(Enumerable.Range(0, before + 1).Select(i => now - ((before - i) * 1000L)), after);
        }, iter: 300);

    private (NodeOutbox, NodeClock, ReadingMaker) Start(string boot)
    {
        var opened = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);
        var started = NodeClock.Start(new ClockTrust(false, time, root.Path, () => false), opened, boot, time, () => hasRoute);
        isShifted = false;
        var stamp = new InstantStamp(opened.Instants.TryGetValue("gutter", out var last) ? last : null, opened.RecentInstants(1000).GetValueOrDefault("gutter"));
        return (opened, started, new ReadingMaker("gutter", TimeSpan.FromSeconds(1), Origin.Live, opened.Counters.GetValueOrDefault("gutter"), stamp));
    }

    private void Restart(string boot)
    {
        outbox.Dispose();
        (outbox, clock, maker) = Start(boot);
    }

    // once a second: a sample and its commit, as the writer does it
    private void Sample(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var now = clock.Now();
            if (now.Shift is { } made && !isShifted)
            {
                isShifted = true;
                maker.Shift(made);
            }

            var reading = maker.Make(new Measurement(new QuantityValues { [Quantity.PowerW] = 360 }, Quality.None), now.T, time.GetElapsedTime(0), now.IsTrusted);
            var (hold, shift) = clock.Look();
            if (shift is { } by)
            {
                if (outbox.Held is not null)
                    outbox.EndHold(by);
                reading = reading.Quality.HasFlag(Quality.Unsynced) ? by.Apply(reading) : reading;
            }

            outbox.Commit([reading], [new CounterState("gutter", reading.Values[Quantity.EnergyWh]!.Value, reading.EnergyFrom!.Value, reading.T)], hold);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // the wall clock jumps, the monotonic one does not; it is told within a second
    private void Synchronise(long now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(ClockTrust.SyncFile))!);
        File.WriteAllText(root.File(ClockTrust.SyncFile), "");
        time.Set(DateTimeOffset.FromUnixTimeMilliseconds(now + 1000));
    }
}
