namespace Powderwatts.Readings.Mqtt;

/// <summary>
/// How long to wait before the next connect. Two nodes with one identity throw each other out; then no good news may shorten the
/// wait, or they would do it for ever at full speed.
/// </summary>
internal sealed class ReconnectPolicy(Random random)
{
    /// <summary>A connection that lasted so long was a healthy one.</summary>
    public static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(30);

    /// <summary>The shortest wait after another client has come with our id.</summary>
    public static readonly TimeSpan LeastAfterTakeOver = TimeSpan.FromSeconds(5);

    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), random);

    /// <summary>The wait after a fault.</summary>
    /// <param name="fault">What ended or prevented the connection.</param>
    /// <param name="wasUpFor">How long the connection was up; zero when it never was.</param>
    /// <param name="farEndAnswered">Did someone beyond the broker answer during it?</param>
    public TimeSpan WaitAfter(LinkFault fault, TimeSpan wasUpFor, bool farEndAnswered)
    {
        // a broker that has ended took no side: its next start is a new beginning
        var explained = fault.BrokerIsGone || (farEndAnswered && !fault.MayBeTakenOver);
        if (!fault.TakenOver && (wasUpFor >= HealthyAfter || (wasUpFor > TimeSpan.Zero && explained)))
            backoff.Reset();
        return backoff.Next(fault.TakenOver ? LeastAfterTakeOver : TimeSpan.Zero);
    }
}
