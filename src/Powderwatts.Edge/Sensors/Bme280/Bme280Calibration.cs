using System.Buffers.Binary;

namespace Powderwatts.Edge.Sensors.Bme280;

/// <summary>
/// One chip's trimming values, and the formulas that turn its counts into degrees, pascals and percent: the floating-point ones of
/// the data sheet (BST-BME280-DS002, section 4.2.3 and appendix 8.1).
/// </summary>
internal sealed record Bme280Calibration(
    ushort T1, short T2, short T3,
    ushort P1, short P2, short P3, short P4, short P5, short P6, short P7, short P8, short P9,
    byte H1, short H2, byte H3, short H4, short H5, sbyte H6)
{
    /// <summary>Bytes from 88h.</summary>
    public const int LowBytes = 26;

    /// <summary>Bytes from E1h.</summary>
    public const int HighBytes = 7;

    /// <summary>Reads the two blocks of registers (table 16).</summary>
    public static Bme280Calibration Parse(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high) => new(
        Unsigned(low, 0), Signed(low, 2), Signed(low, 4),
        Unsigned(low, 6), Signed(low, 8), Signed(low, 10), Signed(low, 12), Signed(low, 14), Signed(low, 16), Signed(low, 18), Signed(low, 20), Signed(low, 22),
        low[25], Signed(high, 0), high[2],

        // two signed 12-bit values share the byte E5h
        (short)((sbyte)high[3] << 4 | (high[4] & 0x0F)), (short)((sbyte)high[5] << 4 | high[4] >> 4), (sbyte)high[6]);

    /// <summary>The fine temperature, which pressure and humidity need; divided by 5120 it is degrees Celsius.</summary>
    public double FineTemperature(int counts)
    {
        var coarse = ((counts / 16384.0) - (T1 / 1024.0)) * T2;
        var bend = (counts / 131072.0) - (T1 / 8192.0);
        return coarse + (bend * bend * T3);
    }

    /// <summary>Degrees Celsius.</summary>
    public static double TemperatureC(double fine) => fine / 5120;

    /// <summary>Pascals.</summary>
    public double PressurePa(int counts, double fine)
    {
        var x = (fine / 2) - 64000;
        var offset = (((x * x * P6 / 32768) + (x * P5 * 2)) / 4) + (P4 * 65536.0);
        var slope = (1 + (((P3 * x * x / 524288) + (P2 * x)) / 524288 / 32768)) * P1;
        var raw = (1048576 - counts - (offset / 4096)) * 6250 / slope;
        return raw + (((P9 * raw * raw / 2147483648) + (raw * P8 / 32768) + P7) / 16);
    }

    /// <summary>Percent of relative humidity, held within 0 to 100.</summary>
    public double HumidityPct(int counts, double fine)
    {
        var x = fine - 76800;
        var raw = (counts - ((H4 * 64.0) + (H5 / 16384.0 * x)))
            * (H2 / 65536.0 * (1 + (H6 / 67108864.0 * x * (1 + (H3 / 67108864.0 * x)))));
        return Math.Clamp(raw * (1 - (H1 * raw / 524288)), 0, 100);
    }

    private static ushort Unsigned(ReadOnlySpan<byte> block, int at) => BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);

    private static short Signed(ReadOnlySpan<byte> block, int at) => BinaryPrimitives.ReadInt16LittleEndian(block[at..]);
}
