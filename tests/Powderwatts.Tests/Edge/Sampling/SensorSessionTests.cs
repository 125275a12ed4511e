using Powderwatts.Edge.Sampling;

namespace Powderwatts.Tests.Edge.Sampling;

public sealed class SensorSessionTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_grid_does_not_drift()
    {
        var session = new SensorSession(second, TimeSpan.Zero);
        for (var i = 0; i < 1000; i++)
            session.Succeeded(session.Due + TimeSpan.FromMilliseconds(17));

        Assert.Equal(1000 * second, session.Due);
        Assert.Equal(0, session.MissedTicks);
    }

    [Fact]
    public void Late_ticks_are_skipped_and_counted_never_made_up_for()
    {
        var session = new SensorSession(second, TimeSpan.Zero);

        session.Succeeded(TimeSpan.FromSeconds(4.5));

        Assert.Equal((5 * second, 4), (session.Due, session.MissedTicks));
    }

    [Fact]
    public void A_conversion_that_is_not_ready_is_asked_for_again_within_the_tick()
    {
        var session = new SensorSession(second, TimeSpan.Zero);
        session.Started();

        Assert.False(session.NotReady(TimeSpan.FromMilliseconds(3)));
        Assert.Equal(TimeSpan.FromMilliseconds(23), session.Due);
        session.Succeeded(TimeSpan.FromMilliseconds(24));

        Assert.Equal((second, 0), (session.Due, session.MissedTicks));
    }

    [Fact]
    public void A_conversion_that_never_becomes_ready_is_a_failure_after_three_ticks()
    {
        var session = new SensorSession(second, TimeSpan.Zero);
        session.Started();
        var now = TimeSpan.Zero;
        while (!session.NotReady(now))
            now = session.Due;

        Assert.InRange(now, TimeSpan.FromSeconds(2.9), 3 * second);
        Assert.Equal(3, session.MissedTicks);
    }

    [Fact]
    public void Failures_wait_from_one_second_to_thirty_and_ask_for_a_new_start()
    {
        var session = new SensorSession(TimeSpan.FromMilliseconds(100), TimeSpan.Zero);
        var waits = new List<double>();
        var now = TimeSpan.Zero;
        for (var i = 0; i < 7; i++)
        {
            session.Started();
            session.Failed(now);
            Assert.True(session.NeedsStart);
            waits.Add((session.Due - now).TotalSeconds);
            now = session.Due;
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
        Assert.Equal(0, session.MissedTicks);

        session.Started();
        session.Succeeded(now);
        Assert.False(session.IsFailing);
        session.Failed(session.Due);
        Assert.Equal(now + TimeSpan.FromSeconds(1.1), session.Due);
    }
}
