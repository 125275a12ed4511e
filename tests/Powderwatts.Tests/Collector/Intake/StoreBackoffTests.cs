using Powderwatts.Collector.Intake;
using Powderwatts.Store;

namespace Powderwatts.Tests.Collector.Intake;

public sealed class StoreBackoffTests
{
    [Fact]
    public void Waits_are_jittered_below_a_ceiling_that_doubles_from_half_a_second_to_a_minute()
    {
        var backoff = new StoreBackoff(new Random(3));
        var ceilings = new[] { 0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60 };

        Assert.All(ceilings, ceiling => Assert.InRange(backoff.Next(new(Failure.Retry, "")).TotalSeconds, 0, ceiling));
        backoff.Reset();
        Assert.InRange(backoff.Next(new(Failure.Retry, "")).TotalSeconds, 0, 0.5);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    [InlineData(1_000_000, 300)]
    public void The_stores_own_wish_wins_within_limits(double wish, double expected) =>
        Assert.Equal(expected, new StoreBackoff(new Random(3)).Next(
            new(Failure.RetrySlowly, "") { RetryAfter = TimeSpan.FromSeconds(wish) }).TotalSeconds);

    [Fact]
    public void A_wrong_token_is_tried_once_a_minute() =>
        Assert.Equal(60, new StoreBackoff(new Random(3)).Next(new(Failure.RetrySlowly, "")).TotalSeconds);
}
