namespace Powderwatts.Readings.Wire;

/// <summary>What a node's topic carries.</summary>
public enum TopicLeaf
{
    /// <summary>`online` or `offline`.</summary>
    Status,

    /// <summary>The node's description.</summary>
    About,

    /// <summary>The node's health.</summary>
    Health,

    /// <summary>One reading for the moment.</summary>
    Live,

    /// <summary>A change of state.</summary>
    Event,

    /// <summary>A chunk.</summary>
    Data,

    /// <summary>An acknowledgement.</summary>
    Ack,
}
