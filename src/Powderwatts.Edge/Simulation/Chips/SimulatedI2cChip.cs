namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>A chip on a <see cref="SimulatedI2cBus"/>, with the faults that a bus can show.</summary>
internal abstract class SimulatedI2cChip
{
    private long asked;

    /// <summary>True: unplugged, it acknowledges nothing.</summary>
    public bool Absent { get; set; }

    /// <summary>Every n-th transfer is not acknowledged; 0 for none.</summary>
    public int NackEvery { get; set; }

    internal bool Acknowledges()
    {
        asked++;
        return !Absent && (NackEvery <= 0 || asked % NackEvery != 0);
    }

    /// <summary>The supply comes on: every register at its reset value.</summary>
    internal abstract void PowerOn(DateTimeOffset now);

    /// <summary>Bytes written to the chip in one message; never empty.</summary>
    internal abstract void Write(ReadOnlySpan<byte> bytes, DateTimeOffset now);

    /// <summary>Bytes read from the chip in one message.</summary>
    internal abstract void Read(Span<byte> bytes, DateTimeOffset now);
}
