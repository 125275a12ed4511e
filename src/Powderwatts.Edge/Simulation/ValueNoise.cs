namespace Powderwatts.Edge.Simulation;

/// <summary>Repeatable noise: a pure function of seed, stream and position, so that any instant can be asked in any order.</summary>
internal static class ValueNoise
{
    /// <summary>A number from 0 (included) to 1 (not included).</summary>
    public static double Unit(long seed, long stream, long index)
    {
        // the finalizer of SplitMix64 (Steele, Lea, Flood 2014), once for each part
        var hash = Mix(Mix(Mix((ulong)seed) ^ (ulong)stream) ^ (ulong)index);
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Smooth noise from -1 to 1 with one knot every <paramref name="knotMs"/>.</summary>
    public static double At(long seed, long stream, long positionMs, long knotMs)
    {
        var index = Math.DivRem(positionMs, knotMs, out var rest);
        if (rest < 0)
            (index, rest) = (index - 1, rest + knotMs);
        var x = (double)rest / knotMs;
        var from = Unit(seed, stream, index);
        var to = Unit(seed, stream, index + 1);
        return 2 * (from + (to - from) * x * x * (3 - 2 * x)) - 1;
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
