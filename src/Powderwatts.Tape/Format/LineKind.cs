namespace Powderwatts.Tape.Format;

/// <summary>What a line is; its first key tells.</summary>
internal enum LineKind
{
    /// <summary>None of ours.</summary>
    Unknown,

    /// <summary>`node`: a reading.</summary>
    Reading,

    /// <summary>`about`: a node's description.</summary>
    Node,

    /// <summary>`tape`: the tape's header.</summary>
    Header,

    /// <summary>`block`: a block, in the index.</summary>
    Block,

    /// <summary>`total`: a sensor's total, in the index.</summary>
    Total,
}
