namespace Powderwatts.Readings;

/// <summary>Where a reading comes from. Set at the source, carried everywhere, part of a reading's identity.</summary>
public enum Origin
{
    /// <summary>A real chip or meter.</summary>
    Live,

    /// <summary>A tape that is being played.</summary>
    Replay,

    /// <summary>A simulated chip.</summary>
    Sim,
}
