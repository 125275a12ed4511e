using CsCheck;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Readings;

public sealed class BackoffTests
{
    [Fact]
    public void The_ceiling_starts_at_a_second_and_doubles_to_a_minute()
    {
        var backoff = Make(1);

        var ceilings = Enumerable.Range(0, 9).Select(_ =>
        {
            var ceiling = backoff.Ceiling.TotalSeconds;
            backoff.Next();
            return ceiling;
        });

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], ceilings);
    }

    [Fact]
    public void A_wait_never_passes_its_ceiling_and_a_reset_starts_over() => Gen.Int.Sample(seed =>
    {
        var backoff = Make(seed);
        for (var i = 0; i < 20; i++)
        {
            var ceiling = backoff.Ceiling;
            Assert.InRange(backoff.Next(), TimeSpan.Zero, ceiling);
        }

        backoff.Reset();
        Assert.InRange(backoff.Next(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void The_jitter_is_full()
    {
        var backoff = Make(7);
        for (var i = 0; i < 10; i++)
            backoff.Next();

        var waits = Enumerable.Range(0, 2000).Select(_ => backoff.Next().TotalSeconds).ToArray();

        Assert.InRange(waits.Average(), 28, 32);
        Assert.True(waits.Min() < 1 && waits.Max() > 59, $"{waits.Min()} to {waits.Max()} s");
    }

    [Fact]
    public void A_least_wait_is_kept_and_the_ceiling_still_doubles()
    {
        var backoff = Make(1);

        Assert.Equal(TimeSpan.FromSeconds(5), backoff.Next(TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(2), backoff.Ceiling);
    }

    private static Backoff Make(int seed) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(seed));
}
