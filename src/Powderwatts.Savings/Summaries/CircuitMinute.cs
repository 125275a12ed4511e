namespace Powderwatts.Savings.Summaries;

/// <summary>One clock minute of a circuit.</summary>
/// <param name="T">Its first instant, Unix milliseconds.</param>
/// <param name="OnMs">Time known to be on, ms.</param>
/// <param name="OffMs">Time known to be off, ms. The rest of the minute is unknown.</param>
/// <param name="EnergyWh">Energy, Wh.</param>
/// <param name="MeanW">Mean power over the known time, W; null without any.</param>
/// <param name="Settled">
/// On throughout, begun at least 300 s after switching on, nothing clipped: its mean power is an accounting sample.
/// </param>
public readonly record struct CircuitMinute(long T, long OnMs, long OffMs, double EnergyWh, double? MeanW, bool Settled)
{
    /// <summary>Length of a minute, ms.</summary>
    public const long LengthMs = 60_000;

    /// <summary>Time known to be on, s.</summary>
    public double OnS => OnMs / 1000.0;

    /// <summary>Time known to be off, s.</summary>
    public double OffS => OffMs / 1000.0;

    /// <summary>Time without data, s.</summary>
    public double UnknownS => (LengthMs - OnMs - OffMs) / 1000.0;
}
