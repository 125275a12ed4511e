using System.Text.Json;

namespace Powderwatts.Readings.Wire;

/// <summary>What a replay says of its tape, as JSON: the object `tape` within `about`.</summary>
internal static class TapeAboutJson
{
    private static readonly KeySet keys = new("key", "name", "speed", "shift_ms", "first", "last");

    /// <summary>Writes it, without its key.</summary>
    public static void Write(Utf8JsonWriter writer, TapeAbout tape)
    {
        writer.WriteStartObject();
        writer.WriteText("name"u8, tape.Name, WireLimits.StringLength);
        if (tape.Speed is { } speed)
            writer.WriteNumber("speed"u8, speed);
        if (tape.ShiftMs is { } shift)
            writer.WriteNumber("shift_ms"u8, shift);
        writer.WriteNumber("first"u8, tape.First);
        writer.WriteNumber("last"u8, tape.Last);
        writer.WriteEndObject();
    }

    /// <summary>Reads it; its key has been read.</summary>
    public static TapeAbout Read(ref StrictReader reader)
    {
        try
        {
            return ReadBody(ref reader);
        }
        catch (WireException fault) when (!reader.IsBroken)
        {
            throw StrictReader.Fault("tape", fault.Message);
        }
    }

    private static TapeAbout ReadBody(ref StrictReader reader)
    {
        var name = "";
        double? speed = null;
        long? shift = null;
        var (first, last) = (0L, 0L);
        uint seen = 0;
        int key;
        reader.OpenObject("tape");
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: name = reader.Text("name", WireLimits.StringLength); break;
                case 1: speed = ReadSpeed(ref reader); break;
                case 2: shift = reader.Integer("shift_ms", -WireLimits.LastInstant, WireLimits.LastInstant); break;
                case 3: first = reader.Instant("first"); break;
                default: last = reader.Instant("last"); break;
            }
        }

        keys.Require(seen, 0b1_1001);
        return first <= last ? new TapeAbout(name, speed, shift, first, last) : throw StrictReader.Fault("last", $"{last} is before first");
    }

    private static double ReadSpeed(ref StrictReader reader)
    {
        var value = reader.Number("speed");
        return value is >= 0 and <= WireLimits.FastestTape ? value
            : throw StrictReader.Fault("speed", $"outside 0 to {WireLimits.FastestTape}");
    }
}
