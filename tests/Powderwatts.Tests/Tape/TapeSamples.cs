using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;

namespace Powderwatts.Tests.Tape;

/// <summary>Small tapes, made in memory.</summary>
internal static class TapeSamples
{
    public const long Start = 1_796_112_000_000;

    public static SensorAbout Gutter { get; } = new(
        "gutter-north", "Gutter north", "ina226", Kind.Circuit, Origin.Live, 36, [Quantity.PowerW, Quantity.VoltageV], null, 1, "shunt 0.01 Ohm");

    public static SensorAbout Air { get; } = new(
        "air", "Air", "bme280", Kind.Climate, Origin.Live, null, [Quantity.TemperatureC], "-40 to 85 °C", 1, null);

    public static TapeHeader Header { get; } = new(
        "lodge", "Lodge roof", "America/Denver", [new TapeNode("booth-pi", [Gutter, Air])], TapeHeader.FromData, "powderwatts 0.1.0", "5f0c", Start);

    /// <summary>Reading number <paramref name="i"/>: one a second, gutter and air in turn.</summary>
    public static TapeReading Reading(int i)
    {
        var values = default(QuantityValues);
        values[i % 2 == 0 ? Quantity.PowerW : Quantity.TemperatureC] = 30 + (i * 7 % 100 / 10.0);
        return new TapeReading("booth-pi", new Reading(i % 2 == 0 ? "gutter-north" : "air", Start + (i * 1000L), values));
    }

    public static TapeReading At(long t, string sensor = "air", string node = "booth-pi")
    {
        var values = default(QuantityValues);
        values[Quantity.TemperatureC] = -4.5;
        return new TapeReading(node, new Reading(sensor, t, values));
    }

    /// <summary>A tape of these readings; a flush after every <paramref name="block"/> of them.</summary>
    public static byte[] Tape(IEnumerable<TapeReading> readings, int block = int.MaxValue, bool complete = true, TapeHeader? header = null, TapeWriterOptions? options = null)
    {
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(stream, header ?? Header, options);
        var count = 0;
        foreach (var reading in readings)
        {
            writer.Write(reading);
            if (++count % block == 0)
                writer.Flush();
        }

        writer.Flush();
        if (complete)
            writer.Complete();
        return stream.ToArray();
    }

    public static byte[] Tape(int readings, int block = int.MaxValue, bool complete = true) =>
        Tape(Enumerable.Range(0, readings).Select(Reading), block, complete);

    public static (List<TapeReading> Readings, TapeReader Reader) Read(byte[] tape)
    {
        var reader = TapeReader.Open(new MemoryStream(tape));
        return (Rest(reader), reader);
    }

    public static List<TapeReading> Rest(TapeReader reader)
    {
        var readings = new List<TapeReading>();
        while (reader.TryRead(out var reading))
            readings.Add(reading);
        return readings;
    }
}
