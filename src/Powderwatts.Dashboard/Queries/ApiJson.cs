using System.Buffers;
using System.Text.Json;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Queries;

/// <summary>The JSON shapes that more than one answer of the HTTP API holds. An absent value is an absent key.</summary>
internal static class ApiJson
{
    /// <summary>The whole site as it is now.</summary>
    public static void Now(Utf8JsonWriter json, SiteNow now)
    {
        json.WriteStartObject();
        json.WriteNumber("t"u8, now.T);
        json.WriteString("mode"u8, now.Mode.Name());
        if (now.Tape is { } tape)
            Tape(json, tape.About, tape.Clock);
        json.WriteStartArray("sensors"u8);
        foreach (var sensor in now.Sensors)
            Sensor(json, sensor);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A tape, as the key `tape`.</summary>
    public static void Tape(Utf8JsonWriter json, TapeAbout tape, long? clock)
    {
        json.WriteStartObject("tape"u8);
        json.WriteString("name"u8, tape.Name);
        if (tape.Speed is { } speed)
            json.WriteNumber("speed"u8, speed);
        if (tape.ShiftMs is { } shift)
            json.WriteNumber("shift_ms"u8, shift);
        json.WriteNumber("first"u8, tape.First);
        json.WriteNumber("last"u8, tape.Last);
        if (clock is { } at)
            json.WriteNumber("clock"u8, at);
        json.WriteEndObject();
    }

    /// <summary>One sensor with its newest reading.</summary>
    public static void Sensor(Utf8JsonWriter json, in SensorNow sensor)
    {
        json.WriteStartObject();
        json.WriteString("sensor"u8, sensor.Sensor);
        json.WriteString("kind"u8, sensor.Kind.Name());
        json.WriteString("status"u8, sensor.Status.Name());
        json.WriteString("origin"u8, sensor.Origin.Name());
        AgeAndReason(json, sensor);
        if (sensor.Reading is { } reading)
        {
            var raw = new ArrayBufferWriter<byte>(256);
            WireJson.WriteReading(raw, reading);
            json.WritePropertyName("reading"u8);
            json.WriteRawValue(raw.WrittenSpan, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <summary>One sensor's status without its reading.</summary>
    public static void SensorStatus(Utf8JsonWriter json, in SensorNow sensor)
    {
        json.WriteStartObject();
        json.WriteString("sensor"u8, sensor.Sensor);
        json.WriteString("status"u8, sensor.Status.Name());
        AgeAndReason(json, sensor);
        json.WriteEndObject();
    }

    /// <summary>How a part is.</summary>
    public static void Part(Utf8JsonWriter json, PartHealth part)
    {
        json.WriteStartObject();
        json.WriteString("part"u8, part.Part);
        json.WriteString("state"u8, Name(part.State));
        json.WriteNumber("since"u8, part.Since);
        Text(json, "reason"u8, part.Reason);
        Text(json, "next"u8, part.Next);
        if (!part.Counts.IsEmpty)
        {
            json.WriteStartObject("counts"u8);
            foreach (var (name, value) in part.Counts)
                json.WriteNumber(name, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>`ok`, `warn` or `down`.</summary>
    public static string Name(HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warn => "warn",
        _ => "down",
    };

    /// <summary>Times without readings, as the array `gaps`.</summary>
    public static void Gaps(Utf8JsonWriter json, IEnumerable<TimeGap> gaps)
    {
        json.WriteStartArray("gaps"u8);
        foreach (var gap in gaps)
        {
            json.WriteStartObject();
            json.WriteNumber("from"u8, gap.From);
            json.WriteNumber("to"u8, gap.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A text, when there is one.</summary>
    public static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }

    private static void AgeAndReason(Utf8JsonWriter json, in SensorNow sensor)
    {
        if (sensor.AgeMs is { } age)
            json.WriteNumber("age_ms"u8, age);
        Text(json, "reason"u8, sensor.Reason);
    }
}
