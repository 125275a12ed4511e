using System.Collections.Immutable;
using System.Text.Json;

namespace Powderwatts.Readings.Wire;

/// <summary>A gap row of a chunk as JSON.</summary>
internal static class GapJson
{
    private static readonly KeySet keys = new("key", "n", "from", "to", "t", "sensors", "why", "origin");

    /// <summary>Writes it.</summary>
    public static void WriteRow(Utf8JsonWriter writer, Gap gap)
    {
        writer.WriteStartObject();
        writer.WriteNumber("n"u8, gap.N);
        writer.WriteNumber("from"u8, gap.From);
        writer.WriteNumber("to"u8, gap.To);
        writer.WriteStartArray("t"u8);
        writer.WriteNumberValue(gap.FirstT);
        writer.WriteNumberValue(gap.LastT);
        writer.WriteEndArray();
        writer.WriteStartArray("sensors"u8);
        foreach (var sensor in gap.Sensors)
            writer.WriteStringValue(sensor);
        writer.WriteEndArray();
        writer.WriteString("why"u8, gap.Why);
        if (gap.Origin != Origin.Live)
            writer.WriteString("origin"u8, gap.Origin.Name());
        writer.WriteEndObject();
    }

    /// <summary>Reads it; its object has been entered.</summary>
    public static Gap ReadRow(ref StrictReader reader)
    {
        long n = 0, from = 0, to = 0;
        (long First, long Last) span = default;
        ImmutableArray<string> sensors = [];
        var (why, origin) = ("", Origin.Live);
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: n = reader.Integer("n", 1, WireLimits.LastSequence); break;
                case 1: from = reader.Integer("from", 1, WireLimits.LastSequence); break;
                case 2: to = reader.Integer("to", 1, WireLimits.LastSequence); break;
                case 3: span = reader.Span("t"); break;
                case 4: sensors = ReadSensors(ref reader); break;
                case 5: why = reader.Id("why"); break;
                default: origin = reader.Origin("origin"); break;
            }
        }

        keys.Require(seen, 0b11_1111);
        if (from > to)
            throw new WireException($"from: {from} is above to, {to}");
        return new Gap(n, from, to, span.First, span.Last, sensors, why, origin);
    }

    private static ImmutableArray<string> ReadSensors(ref StrictReader reader)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        var sensors = ImmutableArray.CreateBuilder<string>();
        reader.OpenArray("sensors");
        int length;
        while ((length = reader.NextWord("sensors", word)) >= 0)
        {
            if (sensors.Count == WireLimits.Sensors)
                throw StrictReader.Fault("sensors", $"more than {WireLimits.Sensors}");
            var sensor = StrictReader.CheckedId("sensors", word[..length]);
            if (sensors.Contains(sensor))
                throw StrictReader.Fault("sensors", $"'{sensor}' is there twice");
            sensors.Add(sensor);
        }

        return sensors.Count > 0 ? sensors.DrainToImmutable() : throw StrictReader.Fault("sensors", "empty");
    }
}
