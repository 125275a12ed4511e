namespace Powderwatts.Readings.Wire;

/// <summary>An inclusive range of outbox sequences.</summary>
/// <param name="From">First sequence.</param>
/// <param name="To">Last sequence, not below <paramref name="From"/>.</param>
public readonly record struct RowRange(long From, long To)
{
    /// <summary>How many sequences it holds.</summary>
    public long Count => To - From + 1;

    /// <summary>Is the sequence inside?</summary>
    public bool Contains(long n) => n >= From && n <= To;
}
