namespace Powderwatts.Readings.Mqtt;

/// <summary>Why a link is down.</summary>
/// <param name="Cause">What happened: `connection refused`.</param>
/// <param name="NextStep">What to do: `start the broker or correct broker.host`.</param>
internal sealed record LinkFault(string Cause, string NextStep)
{
    /// <summary>Another client came with our client id.</summary>
    public bool TakenOver { get; init; }

    /// <summary>TLS itself failed.</summary>
    public bool IsTls { get; init; }

    /// <summary>
    /// Closed without a word: MQTT 3.1.1 and Mosquitto before 2.0.15 do that too when another client comes with our id.
    /// </summary>
    public bool MayBeTakenOver { get; init; }

    /// <summary>Nobody listens at its address any more: the broker itself has ended.</summary>
    public bool BrokerIsGone { get; init; }
}
