using Powderwatts.Edge.Simulation;

namespace Powderwatts.Tests.Edge.Simulation;

public sealed class SteppedClockTests
{
    private static readonly DateTimeOffset start = new(2026, 11, 24, 12, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Wall_and_monotonic_time_move_together_and_only_when_told()
    {
        var clock = new SteppedClock(start);
        var before = clock.GetTimestamp();

        clock.AdvanceTo(start.AddMinutes(1));
        clock.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal(start.AddMinutes(1).AddMilliseconds(5), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMilliseconds(60_005), clock.GetElapsedTime(before));
        Assert.Equal(clock.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public void It_never_goes_back() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SteppedClock(start).AdvanceTo(start.AddTicks(-1)));

    [Fact]
    public void Nothing_can_wait_on_it() =>
        Assert.Throws<NotSupportedException>(() => new SteppedClock(start).CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero));
}
