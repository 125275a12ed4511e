using Powderwatts.Edge.Sensors.Bme280;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>
/// The trimming values of the simulated BME280, and the way back from weather to counts. Temperature and pressure values are those of
/// Bosch's worked example (BMP280 data sheet, section 3.12); the humidity values are of a size that such chips have.
/// </summary>
internal static class Bme280Trim
{
    private const int MostCounts = (1 << 20) - 1;
    private const int MostHumidityCounts = ushort.MaxValue;

    /// <summary>Registers 88h to A1h: T1 27504, T2 26435, T3 -1000, P1 36477, P2 -10685, P3 3024, P4 2855, P5 140, P6 -7, P7 15500, P8 -14600, P9 6000, H1 75.</summary>
    public static ReadOnlySpan<byte> Low =>
    [
        0x70, 0x6B, 0x43, 0x67, 0x18, 0xFC, 0x7D, 0x8E, 0x43, 0xD6, 0xD0, 0x0B, 0x27,
        0x0B, 0x8C, 0x00, 0xF9, 0xFF, 0x8C, 0x3C, 0xF8, 0xC6, 0x70, 0x17, 0x00, 0x4B,
    ];

    /// <summary>Registers E1h to E7h: H2 362, H3 0, H4 333, H5 0, H6 30.</summary>
    public static ReadOnlySpan<byte> High => [0x6A, 0x01, 0x00, 0x14, 0x0D, 0x00, 0x1E];

    private static Bme280Calibration Calibration { get; } = Bme280Calibration.Parse(Low, High);

    /// <summary>The counts that the formulas turn into this weather, as near as one count.</summary>
    public static (int Temperature, int Humidity, int Pressure) Counts(double temperatureC, double humidityPct, double pressureHpa)
    {
        var temperature = Search(MostCounts, temperatureC, static (counts, _) => Bme280Calibration.TemperatureC(Calibration.FineTemperature(counts)), 0);
        var fine = Calibration.FineTemperature(temperature);
        var humidity = Search(MostHumidityCounts, humidityPct, static (counts, fine) => Calibration.HumidityPct(counts, fine), fine);

        // pressure falls while its counts rise
        var pressure = Search(MostCounts, -pressureHpa * 100, static (counts, fine) => -Calibration.PressurePa(counts, fine), fine);
        return (temperature, humidity, pressure);
    }

    /// <summary>The count whose value is nearest to the target, for a value that rises with its count.</summary>
    private static int Search(int most, double target, Func<int, double, double> valueOf, double fine)
    {
        var (low, high) = (0, most);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (valueOf(middle, fine) < target)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && target - valueOf(low - 1, fine) < valueOf(low, fine) - target ? low - 1 : low;
    }
}
