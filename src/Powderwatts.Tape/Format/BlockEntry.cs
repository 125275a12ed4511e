namespace Powderwatts.Tape.Format;

/// <summary>Where a block of lines is and what it holds, as its own header or the index says.</summary>
/// <param name="At">Where it begins in the file.</param>
/// <param name="Bytes">Its size in the file.</param>
/// <param name="Number">Its number.</param>
/// <param name="Readings">How many of its lines are readings.</param>
/// <param name="Nodes">How many of its lines describe a node.</param>
/// <param name="First">The earliest instant; 0 without readings.</param>
/// <param name="Last">The latest instant; 0 without readings.</param>
internal readonly record struct BlockEntry(long At, int Bytes, uint Number, uint Readings, ushort Nodes, long First, long Last)
{
    public BlockEntry(long at, in BlockHeader header)
        : this(at, header.Bytes, header.Number, header.Readings, header.Nodes, header.First, header.Last)
    {
    }

    /// <summary>Where the next block begins.</summary>
    public long End => At + Bytes;
}
