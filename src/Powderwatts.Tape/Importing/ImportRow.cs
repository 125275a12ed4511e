namespace Powderwatts.Tape.Importing;

/// <summary>One row of the input, taken apart. Used again for every row.</summary>
internal sealed class ImportRow
{
    /// <summary>The line that it begins in, from 1.</summary>
    public long Line { get; set; }

    /// <summary>Why the whole row is not used; null when it may be.</summary>
    public RowFault? Fault { get; set; }

    /// <summary>What it holds, a sensor at a time.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>Values that are not used.</summary>
    public List<RowFault> Cells { get; } = [];

    /// <summary>Values that are missing.</summary>
    public int Missing { get; set; }

    /// <summary>Begins a row.</summary>
    public void Begin(long line)
    {
        (Line, Fault, Missing) = (line, null, 0);
        Samples.Clear();
        Cells.Clear();
    }
}
