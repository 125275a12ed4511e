using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Readings.Mqtt;

public sealed class ReconnectPolicyTests
{
    private static readonly LinkFault refused = new("connection refused", "start the broker");
    private static readonly LinkFault closed = new("the connection was closed", "see the broker's log") { MayBeTakenOver = true };
    private static readonly LinkFault takenOver = new("another client has come", "give every node an id") { TakenOver = true };

    [Fact]
    public void Waits_grow_while_the_broker_is_absent() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Waits(8, refused, TimeSpan.Zero, false));

    [Fact]
    public void Half_a_minute_of_health_starts_over() =>
        Assert.Equal([1, 1, 1], Waits(3, closed, TimeSpan.FromSeconds(30), false));

    [Fact]
    public void Short_health_does_not() =>
        Assert.Equal([1, 2, 4], Waits(3, closed, TimeSpan.FromSeconds(29), false));

    [Fact]
    public void An_answer_from_beyond_the_broker_starts_over_when_the_fault_is_explained() =>
        Assert.Equal([1, 1, 1], Waits(3, refused, TimeSpan.FromSeconds(1), true));

    [Fact]
    public void An_answer_does_not_count_when_another_client_may_have_our_id() =>
        Assert.Equal([1, 2, 4], Waits(3, closed, TimeSpan.FromSeconds(1), true));

    [Fact]
    public void A_broker_that_ended_starts_over_however_short_the_health_and_only_then() =>
        Assert.Equal([1, 1, 1, 1, 2, 4],
            [.. Waits(3, closed with { BrokerIsGone = true }, TimeSpan.FromSeconds(1), false), .. Waits(3, closed with { BrokerIsGone = true }, TimeSpan.Zero, false)]);

    [Fact]
    public void After_a_take_over_nothing_starts_over_and_the_wait_is_at_least_5_s() =>
        Assert.Equal([5, 5, 5, 8, 16], Waits(5, takenOver, TimeSpan.FromHours(1), true));

    private static int[] Waits(int count, LinkFault fault, TimeSpan wasUpFor, bool answered)
    {
        var policy = new ReconnectPolicy(new Highest());
        return [.. Enumerable.Range(0, count).Select(_ => (int)Math.Round(policy.WaitAfter(fault, wasUpFor, answered).TotalSeconds))];
    }

    /// <summary>Dice that always show the highest number.</summary>
    private sealed class Highest : Random
    {
        public override double NextDouble() => 1 - 1e-9;
    }
}
