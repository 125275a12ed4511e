using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>Says what tapes are, for programs: one JSON object on one line. Instants are Unix milliseconds.</summary>
internal static class TapeJson
{
    private static readonly JsonWriterOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a tape says of itself and holds.</summary>
    public static string Info(string file, TapeReader reader, TapeSummary summary) => Json(writer =>
    {
        var header = reader.Header;
        writer.WriteString("file"u8, file);
        writer.WriteNumber("version"u8, TapeLimits.Version);
        writer.WriteString("site"u8, header.Site);
        writer.WriteString("name"u8, header.Name);
        writer.WriteString("zone"u8, header.Zone);
        writer.WriteString("source"u8, header.Source);
        writer.WriteString("software"u8, header.Software);
        if (header.RigHash is { } rig)
            writer.WriteString("rig"u8, rig);
        writer.WriteNumber("made"u8, header.MadeAt);
        End(writer, reader.End);
        Found(writer, summary);
        writer.WriteStartArray("sensors"u8);
        foreach (var total in summary.Sensors)
            Sensor(writer, total, header.Nodes.FirstOrDefault(n => n.Node == total.Node)?.Sensors.FirstOrDefault(s => s.Sensor == total.Sensor));
        writer.WriteEndArray();
    });

    /// <summary>What came of reading all of it.</summary>
    public static string Verification(string file, TapeReader reader, TapeVerification verification) => Json(writer =>
    {
        writer.WriteString("file"u8, file);
        End(writer, reader.End);
        Found(writer, verification.Found);
        if (verification.Lost is { } lost)
            writer.WriteNumber("lost"u8, lost);
        writer.WriteNumber("damages"u8, reader.DamageCount);
        writer.WriteStartArray("damaged"u8);
        foreach (var damage in reader.Damages)
        {
            writer.WriteStartObject();
            writer.WriteNumber("position"u8, damage.Position);
            if (damage.Line > 0)
                writer.WriteNumber("line"u8, damage.Line);
            if (damage.Readings is { } readings)
                writer.WriteNumber("readings"u8, readings);
            writer.WriteString("reason"u8, damage.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void End(Utf8JsonWriter writer, TapeEnd end)
    {
        writer.WriteString("ending"u8, end.Ending switch { TapeEnding.Complete => "complete", TapeEnding.Truncated => "truncated", _ => "damaged" });
        writer.WriteNumber("position"u8, end.Position);
        if (end.Reason.Length > 0)
            writer.WriteString("reason"u8, end.Reason);
    }

    private static void Found(Utf8JsonWriter writer, TapeSummary summary)
    {
        writer.WriteNumber("readings"u8, summary.Readings);
        if (summary is { First: { } first, Last: { } last })
        {
            writer.WriteNumber("first"u8, first);
            writer.WriteNumber("last"u8, last);
        }

        writer.WriteNumber("blocks"u8, summary.Blocks);
        writer.WriteNumber("bytes"u8, summary.Bytes);
    }

    private static void Sensor(Utf8JsonWriter writer, TapeSensorTotal total, SensorAbout? about)
    {
        writer.WriteStartObject();
        writer.WriteString("sensor"u8, $"{total.Node}/{total.Sensor}");
        if (about is not null)
        {
            writer.WriteString("name"u8, about.Name);
            writer.WriteString("kind"u8, about.Kind.Name());
        }

        writer.WriteNumber("readings"u8, total.Readings);
        writer.WriteNumber("first"u8, total.First);
        writer.WriteNumber("last"u8, total.Last);
        writer.WriteEndObject();
    }
}
