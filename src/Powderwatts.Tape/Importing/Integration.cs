namespace Powderwatts.Tape.Importing;

/// <summary>How energy is worked out from power.</summary>
public enum Integration
{
    /// <summary>A straight line between two samples.</summary>
    Trapezoid,

    /// <summary>The last power holds until the next one: for meters that report on change.</summary>
    Hold,

    /// <summary>Not at all.</summary>
    None,
}
