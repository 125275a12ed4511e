using System.Collections.Immutable;

namespace Powderwatts.Edge.Sensors.Ina226;

/// <summary>The conversion times and averages that the configuration register can hold (data sheet SBOS547, tables 6 to 8).</summary>
internal static class Ina226Timing
{
    /// <summary>Samples averaged, by the value of the AVG bits.</summary>
    public static ImmutableArray<int> Averages { get; } = [1, 4, 16, 64, 128, 256, 512, 1024];

    /// <summary>Conversion times in microseconds, by the value of the VBUSCT or VSHCT bits.</summary>
    public static ImmutableArray<int> ConversionMicroseconds { get; } = [140, 204, 332, 588, 1100, 2116, 4156, 8244];

    /// <summary>The time from one result to the next when shunt and bus take turns.</summary>
    public static TimeSpan Cycle(int averaging, int conversionMicroseconds) => TimeSpan.FromMicroseconds(2L * averaging * conversionMicroseconds);

    private const int ResultsAnInterval = 5;

    /// <summary>
    /// The most averaging whose results come at least five times an interval. A result is then never older than a fifth of the
    /// interval when it is read and stamped: energy counted over a switching edge is off by no more than that.
    /// </summary>
    public static int AveragingFor(TimeSpan interval, int conversionMicroseconds)
    {
        for (var i = Averages.Length - 1; i > 0; i--)
        {
            if (Cycle(Averages[i], conversionMicroseconds) * ResultsAnInterval <= interval)
                return Averages[i];
        }

        return 1;
    }
}
