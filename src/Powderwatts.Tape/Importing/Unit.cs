namespace Powderwatts.Tape.Importing;

/// <summary>A unit that values are written in: times <see cref="Factor"/>, plus <see cref="Shift"/>, is the quantity's own unit.</summary>
/// <param name="Factor">Multiplies.</param>
/// <param name="Divisor">Divides after that.</param>
/// <param name="Shift">Is added last.</param>
public readonly record struct Unit(decimal Factor, decimal Divisor = 1, decimal Shift = 0)
{
    /// <summary>The quantity's own unit.</summary>
    public static Unit Own { get; } = new(1);

    // what a decimal holds with all the digits that a double can stand for
    private const double LargestExact = 1e15;
    private const double SmallestExact = 1e-9;

    /// <summary>Converts a value: times scale, plus offset, then from this unit. Decimal, so that 277.8 K is 4.65 °C and not 4.650000000000034.</summary>
    public double Convert(double written, double scale, double offset)
    {
        if (this == Own && scale == 1 && offset == 0)
            return written;
        if (IsExact(written) && IsExact(scale) && IsExact(offset) && Math.Abs(written * scale) < LargestExact)
            return (double)(((((decimal)written * (decimal)scale) + (decimal)offset) * Factor / Divisor) + Shift);
        return (((written * scale) + offset) * (double)Factor / (double)Divisor) + (double)Shift;
    }

    private static bool IsExact(double value) => value == 0 || Math.Abs(value) is >= SmallestExact and < LargestExact;
}
