using System.Buffers;
using System.Text.Json;

namespace Powderwatts.Readings.Wire;

/// <summary>
/// One reading as JSON: alone on `live` and `event`, with its sequence and sensor as a row of a chunk, with its node and sensor as
/// a line of a tape.
/// </summary>
internal static class ReadingJson
{
    private const int T = 0;
    private const int FirstQuantity = 1;
    private const int EnergyFrom = FirstQuantity + Quantities.Count;
    private const int IntervalS = EnergyFrom + 1;
    private const int Q = EnergyFrom + 2;
    private const int OriginKey = EnergyFrom + 3;

    /// <summary>A row or a line has two keys more than a reading, before all others.</summary>
    private const int RowKeys = 2;

    private static readonly string[] names =
        ["t", .. Quantities.All.Select(q => q.Name()), "energy_from", "interval_s", "q", "origin"];

    private static readonly KeySet readingKeys = new("quantity", names);

    private static readonly KeySet rowKeys = new("quantity", ["n", "s", .. names]);

    private static readonly KeySet lineKeys = new("quantity", ["node", "s", .. names]);

    private static readonly JsonEncodedText[] quantityNames = [.. Quantities.All.Select(q => JsonEncodedText.Encode(q.Name()))];

    private static readonly (Quality Quality, JsonEncodedText Word)[] qualityWords =
    [
        (Quality.Clipped, JsonEncodedText.Encode("clipped")),
        (Quality.Estimated, JsonEncodedText.Encode("estimated")),
        (Quality.Unsynced, JsonEncodedText.Encode("unsynced")),
    ];

    /// <summary>Writes a reading alone.</summary>
    public static void Write(IBufferWriter<byte> output, in Reading reading)
    {
        var writer = WireWriter.Begin(output);
        WriteBody(writer, reading);
        WireWriter.End(writer);
    }

    /// <summary>Writes a reading as a row of a chunk.</summary>
    public static void WriteRow(Utf8JsonWriter writer, in Numbered row)
    {
        writer.WriteStartObject();
        writer.WriteNumber("n"u8, row.N);
        writer.WriteString("s"u8, row.Reading.Sensor);
        WriteBody(writer, row.Reading);
        writer.WriteEndObject();
    }

    /// <summary>Writes a reading as a line of a tape, without the end of the line.</summary>
    public static void WriteLine(IBufferWriter<byte> output, string node, in Reading reading)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteString("node"u8, node);
        writer.WriteString("s"u8, reading.Sensor);
        WriteBody(writer, reading);
        WireWriter.End(writer);
    }

    /// <summary>Reads a reading alone.</summary>
    public static Reading Read(ReadOnlySpan<byte> utf8, string sensor)
    {
        StrictReader.CheckedId("sensor", sensor);
        var reader = new StrictReader(utf8);
        var reading = ReadBody(ref reader, readingKeys, 0, null, null, out _, out _) with { Sensor = sensor };
        reader.End();
        return reading;
    }

    /// <summary>Reads a row of a chunk; its object has been entered.</summary>
    public static Numbered ReadRow(ref StrictReader reader, SensorNames sensors)
    {
        var reading = ReadBody(ref reader, rowKeys, RowKeys, null, sensors, out var n, out _);
        return new Numbered(n, reading);
    }

    /// <summary>Reads a line of a tape.</summary>
    public static Reading ReadLine(ReadOnlySpan<byte> utf8, SensorNames nodes, SensorNames sensors, out string node)
    {
        var reader = new StrictReader(utf8);
        var reading = ReadBody(ref reader, lineKeys, RowKeys, nodes, sensors, out _, out node);
        reader.End();
        return reading;
    }

    private static void WriteBody(Utf8JsonWriter writer, in Reading reading)
    {
        writer.WriteNumber("t"u8, reading.T);
        for (var i = 0; i < Quantities.Count; i++)
        {
            if (reading.Values.TryGet((Quantity)i, out var value))
                writer.WriteNumber(quantityNames[i], value);
        }

        if (reading.EnergyFrom is { } energyFrom)
            writer.WriteNumber("energy_from"u8, energyFrom);
        if (reading.IntervalS != Reading.DefaultIntervalS)
            writer.WriteNumber("interval_s"u8, reading.IntervalS);
        if (reading.Quality != Quality.None)
        {
            writer.WriteStartArray("q"u8);
            foreach (var (quality, word) in qualityWords)
            {
                if ((reading.Quality & quality) != 0)
                    writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
        }

        if (reading.Origin != Origin.Live)
            writer.WriteString("origin"u8, reading.Origin.Name());
    }

    private static Reading ReadBody(
        ref StrictReader reader, KeySet keys, int offset, SensorNames? nodes, SensorNames? sensors, out long n, out string node)
    {
        var values = default(QuantityValues);
        var (quality, origin, intervalS) = (Quality.None, Origin.Live, Reading.DefaultIntervalS);
        var (sensor, t, energyFrom) = ("", 0L, (long?)null);
        (n, node) = (0, "");
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key - offset)
            {
                case -RowKeys when nodes is not null: node = reader.Sensor("node", nodes); break;
                case -RowKeys: n = reader.Integer("n", 1, WireLimits.LastSequence); break;
                case -RowKeys + 1: sensor = reader.Sensor("s", sensors!); break;
                case T: t = reader.Instant("t"); break;
                case EnergyFrom: energyFrom = reader.Instant("energy_from"); break;
                case IntervalS: intervalS = reader.Interval("interval_s"); break;
                case Q: quality = ReadQuality(ref reader); break;
                case OriginKey: origin = reader.Origin("origin"); break;
                case var index: ReadQuantity(ref reader, (Quantity)(index - FirstQuantity), ref values); break;
            }
        }

        keys.Require(seen, offset == 0 ? 0b1u : 0b111u);
        if (values.Count == 0)
            throw new WireException("no quantity: a reading has at least one");
        if (values.Has(Quantity.EnergyWh) != energyFrom.HasValue)
            throw new WireException(energyFrom.HasValue ? "energy_from without energy_wh" : "energy_wh without energy_from");
        return new Reading(sensor, t, values) { Quality = quality, Origin = origin, IntervalS = intervalS, EnergyFrom = energyFrom };
    }

    private static void ReadQuantity(ref StrictReader reader, Quantity quantity, ref QuantityValues values)
    {
        var value = reader.Number(quantity.Name());
        if (quantity is Quantity.Wet or Quantity.State && value is not (0 or 1))
            throw StrictReader.Fault(quantity.Name(), "neither 0 nor 1");
        if (quantity is Quantity.EnergyWh && value < 0)
            throw StrictReader.Fault("energy_wh", "below 0");
        values[quantity] = value;
    }

    private static Quality ReadQuality(ref StrictReader reader)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        var quality = Quality.None;
        reader.OpenArray("q");
        int length;
        while ((length = reader.NextWord("q", word)) >= 0)
        {
            if (!WireNames.TryParseQuality(word[..length], out var one))
                throw StrictReader.Fault("q", $"unknown word '{StrictReader.Clean(word[..length])}'; clipped, estimated or unsynced");
            if ((quality & one) != 0)
                throw StrictReader.Fault("q", $"'{word[..length]}' is there twice");
            quality |= one;
        }

        return quality != Quality.None ? quality : throw StrictReader.Fault("q", "empty; leave the key out");
    }
}
