namespace Powderwatts.Tape.Format;

/// <summary>What a block holds.</summary>
internal enum BlockKind : byte
{
    /// <summary>The tape's lines.</summary>
    Lines = (byte)'B',

    /// <summary>Lines of the index.</summary>
    Index = (byte)'I',

    /// <summary>Nothing: its header says where the index is.</summary>
    End = (byte)'E',
}
