using System.Buffers;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store.Influx;

/// <summary>
/// Rows as lines of InfluxDB's line protocol, timestamps in milliseconds. The tags are site, node, sensor and origin and nothing
/// else; every field is a float, for good, so that no type conflict can arise among our own points. Writes without allocation.
/// </summary>
public static class LineProtocol
{
    /// <summary>The measurement of gap rows.</summary>
    public const string GapMeasurement = "gap";

    // keys, separators and 19 numbers of at most 24 characters
    private const int LongestWithoutNames = 1100;

    /// <summary>Writes a reading as one line.</summary>
    /// <exception cref="FormatException">A name that line protocol cannot carry.</exception>
    public static void Write(IBufferWriter<byte> output, string site, string node, long outbox, in Numbered row) =>
        Write(output, site, node, row.Reading, (row.N, outbox));

    /// <summary>Writes a reading as one line, with its place in an outbox or without.</summary>
    /// <exception cref="FormatException">A name that line protocol cannot carry.</exception>
    public static void Write(IBufferWriter<byte> output, string site, string node, in Reading reading, (long N, long Outbox)? place)
    {
        var line = new LineWriter(output.GetSpan(LongestWithoutNames + LineText.MostBytes(site.Length + node.Length + reading.Sensor.Length)));
        Begin(ref line, reading.Kind.Name(), site, node, reading.Sensor, reading.Origin);
        for (var i = 0; i < Quantities.Count; i++)
        {
            if (reading.Values.TryGet((Quantity)i, out var value))
                line.Field(((Quantity)i).Utf8Name(), value);
        }

        line.Field("quality"u8, (long)reading.Quality);
        if (place is var (n, outbox))
        {
            line.Field("seq"u8, n);
            line.Field("outbox"u8, outbox);
        }

        line.Field("interval_s"u8, reading.IntervalS);
        if (reading.EnergyFrom is { } energyFrom)
            line.Field("energy_from"u8, energyFrom);
        line.Timestamp(reading.T);
        output.Advance(line.Length);
    }

    /// <summary>Writes the point of one sensor of a gap row.</summary>
    /// <exception cref="FormatException">A name that line protocol cannot carry.</exception>
    public static void Write(IBufferWriter<byte> output, string site, string node, long outbox, Gap gap, string sensor)
    {
        var line = new LineWriter(output.GetSpan(LongestWithoutNames + LineText.MostBytes(site.Length + node.Length + sensor.Length)));
        Begin(ref line, GapMeasurement, site, node, sensor, gap.Origin);
        line.Field("until"u8, gap.LastT);
        line.Field("from"u8, gap.From);
        line.Field("to"u8, gap.To);
        line.Field("seq"u8, gap.N);
        line.Field("outbox"u8, outbox);
        line.Timestamp(gap.FirstT);
        output.Advance(line.Length);
    }

    private static void Begin(ref LineWriter line, string measurement, string site, string node, string sensor, Origin origin)
    {
        line.Measurement(measurement);
        line.Tag("node", node);
        line.Tag("origin", origin.Name());
        line.Tag("sensor", sensor);
        line.Tag("site", site);
    }
}
