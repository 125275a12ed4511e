namespace Powderwatts.Readings.Energy;

/// <summary>What a meter's own counter did since the last look.</summary>
public enum MeterChange
{
    /// <summary>It went on, or stood still.</summary>
    Counted,

    /// <summary>It passed its highest value and went on from 0.</summary>
    RolledOver,

    /// <summary>It began again at 0: a new counter with a new beginning.</summary>
    Reset,
}
