using System.Collections.Immutable;

namespace Powderwatts.Edge.Sensors.Bme280;

/// <summary>How long the BME280 measures and rests (data sheet BST-BME280-DS002, table 27 and section 9.1).</summary>
internal static class Bme280Timing
{
    /// <summary>Oversampling, by the value of the osrs bits less one.</summary>
    public static ImmutableArray<int> Oversampling { get; } = [1, 2, 4, 8, 16];

    /// <summary>Rests between measurements in milliseconds, shortest first, with the value of the t_sb bits.</summary>
    public static ImmutableArray<(double Milliseconds, int Bits)> Rests { get; } =
        [(0.5, 0), (10, 6), (20, 7), (62.5, 1), (125, 2), (250, 3), (500, 4), (1000, 5)];

    /// <summary>The longest that measuring temperature, pressure and humidity takes with one oversampling for all, in milliseconds.</summary>
    public static double LongestMeasurementMilliseconds(int oversampling) =>
        1.25 + (2.3 * oversampling) + (2.3 * oversampling + 0.575) + (2.3 * oversampling + 0.575);

    /// <summary>The longest rest that is at most half the interval, so that each reading is a new measurement.</summary>
    public static (double Milliseconds, int Bits) RestFor(TimeSpan interval)
    {
        var rest = Rests[0];
        foreach (var longer in Rests)
        {
            if (longer.Milliseconds * 2 <= interval.TotalMilliseconds)
                rest = longer;
        }

        return rest;
    }
}
