using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Powderwatts.Readings.Wire;

/// <summary>A node's description as JSON.</summary>
internal static class AboutJson
{
    private static readonly KeySet keys = new("key", "version", "machine", "run", "boot", "outbox", "next", "tape", "sensors");

    private static readonly KeySet sensorKeys = new(
        "key", "sensor", "name", "driver", "kind", "origin", "rated_w", "quantities", "range", "interval_s", "calibration");

    /// <summary>Writes it.</summary>
    public static void Write(IBufferWriter<byte> output, About about)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteText("version"u8, about.Version, WireLimits.StringLength);
        writer.WriteText("machine"u8, about.Machine, WireLimits.StringLength);
        writer.WriteText("run"u8, about.Run, WireLimits.StringLength);
        writer.WriteText("boot"u8, about.Boot, WireLimits.StringLength);
        writer.WriteString("outbox"u8, about.Outbox.ToString());
        writer.WriteNumber("next"u8, about.Next);
        if (about.Tape is { } tape)
        {
            writer.WritePropertyName("tape"u8);
            TapeAboutJson.Write(writer, tape);
        }

        WriteSensors(writer, about.Sensors);
        WireWriter.End(writer);
    }

    /// <summary>Writes the key `sensors` with its array.</summary>
    public static void WriteSensors(Utf8JsonWriter writer, ImmutableArray<SensorAbout> sensors)
    {
        writer.WriteStartArray("sensors"u8);
        foreach (var sensor in sensors)
            WriteSensor(writer, sensor);
        writer.WriteEndArray();
    }

    /// <summary>Reads it.</summary>
    public static About Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new StrictReader(utf8);
        var (version, machine, run, boot) = ("", "", "", "");
        var (outbox, next) = (default(OutboxId), 0L);
        ImmutableArray<SensorAbout> sensors = [];
        TapeAbout? tape = null;
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: version = reader.Text("version", WireLimits.StringLength); break;
                case 1: machine = reader.Text("machine", WireLimits.StringLength); break;
                case 2: run = reader.Text("run", WireLimits.StringLength); break;
                case 3: boot = reader.Text("boot", WireLimits.StringLength); break;
                case 4: outbox = reader.Outbox("outbox"); break;
                case 5: next = reader.Integer("next", 1, WireLimits.LastSequence); break;
                case 6: tape = TapeAboutJson.Read(ref reader); break;
                default: sensors = ReadSensors(ref reader); break;
            }
        }

        reader.End();
        keys.Require(seen, 0b1011_0111);
        return new About(version, machine, run, boot, outbox, next, sensors) { Tape = tape };
    }

    private static void WriteSensor(Utf8JsonWriter writer, SensorAbout sensor)
    {
        writer.WriteStartObject();
        writer.WriteString("sensor"u8, sensor.Sensor);
        writer.WriteText("name"u8, sensor.Name, WireLimits.StringLength);
        writer.WriteString("driver"u8, sensor.Driver);
        writer.WriteString("kind"u8, sensor.Kind.Name());
        writer.WriteString("origin"u8, sensor.Origin.Name());
        if (sensor.RatedW is { } ratedW)
            writer.WriteNumber("rated_w"u8, ratedW);
        writer.WriteStartArray("quantities"u8);
        foreach (var quantity in sensor.Quantities)
            writer.WriteStringValue(quantity.Utf8Name());
        writer.WriteEndArray();
        writer.WriteText("range"u8, sensor.Range);
        writer.WriteNumber("interval_s"u8, sensor.IntervalS);
        writer.WriteText("calibration"u8, sensor.Calibration);
        writer.WriteEndObject();
    }

    /// <summary>Reads the array of the key `sensors`.</summary>
    public static ImmutableArray<SensorAbout> ReadSensors(ref StrictReader reader)
    {
        var sensors = ImmutableArray.CreateBuilder<SensorAbout>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        reader.OpenArray("sensors");
        while (reader.NextObject("sensors"))
        {
            if (sensors.Count == WireLimits.Sensors)
                throw StrictReader.Fault("sensors", $"more than {WireLimits.Sensors}");
            SensorAbout sensor;
            try
            {
                sensor = ReadSensor(ref reader);
            }
            catch (WireException fault) when (!reader.IsBroken)
            {
                throw new WireException($"sensors[{sensors.Count}]: {fault.Message}");
            }

            if (!ids.Add(sensor.Sensor))
                throw StrictReader.Fault("sensors", $"'{sensor.Sensor}' is there twice");
            sensors.Add(sensor);
        }

        return sensors.DrainToImmutable();
    }

    private static SensorAbout ReadSensor(ref StrictReader reader)
    {
        var (id, name, driver, kind, origin) = ("", "", "", default(Kind), default(Origin));
        double? ratedW = null;
        double intervalS = 0;
        string? range = null, calibration = null;
        ImmutableArray<Quantity> quantities = [];
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(sensorKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: id = reader.Id("sensor"); break;
                case 1: name = reader.Text("name", WireLimits.StringLength); break;
                case 2: driver = reader.Id("driver"); break;
                case 3: kind = ReadKind(ref reader); break;
                case 4: origin = reader.Origin("origin"); break;
                case 5: ratedW = ReadRatedW(ref reader); break;
                case 6: quantities = ReadQuantities(ref reader); break;
                case 7: range = reader.Text("range", WireLimits.TextLength); break;
                case 8: intervalS = reader.Interval("interval_s"); break;
                default: calibration = reader.Text("calibration", WireLimits.TextLength); break;
            }
        }

        sensorKeys.Require(seen, 0b01_0101_1111);
        return new SensorAbout(id, name, driver, kind, origin, ratedW, quantities, range, intervalS, calibration);
    }

    private static double ReadRatedW(ref StrictReader reader)
    {
        var value = reader.Number("rated_w");
        return value >= 0 ? value : throw StrictReader.Fault("rated_w", "below 0");
    }

    private static Kind ReadKind(ref StrictReader reader)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        word = word[..reader.Word("kind", word)];
        return WireNames.TryParseKind(word, out var kind) ? kind
            : throw StrictReader.Fault("kind", $"unknown kind '{StrictReader.Clean(word)}'; circuit, climate or event");
    }

    private static ImmutableArray<Quantity> ReadQuantities(ref StrictReader reader)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        var quantities = ImmutableArray.CreateBuilder<Quantity>();
        reader.OpenArray("quantities");
        int length;
        while ((length = reader.NextWord("quantities", word)) >= 0)
        {
            if (!Quantities.TryParse(word[..length], out var quantity))
                throw StrictReader.Fault("quantities", $"unknown quantity '{StrictReader.Clean(word[..length])}'");
            if (quantities.Contains(quantity))
                throw StrictReader.Fault("quantities", $"'{quantity.Name()}' is there twice");
            quantities.Add(quantity);
        }

        return quantities.DrainToImmutable();
    }
}
