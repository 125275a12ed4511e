using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Powderwatts.Readings.Health;

namespace Powderwatts.Readings.Wire;

/// <summary>A health report as JSON.</summary>
internal static class HealthJson
{
    private static readonly KeySet keys = new("key", "t", "parts", "sensors");
    private static readonly KeySet partKeys = new("key", "part", "state", "since", "reason", "next", "counts");
    private static readonly KeySet sensorKeys = new("key", "sensor", "state", "since", "reason", "failures");

    /// <summary>Writes it.</summary>
    public static void Write(IBufferWriter<byte> output, HealthReport report)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteNumber("t"u8, report.T);
        writer.WriteStartArray("parts"u8);
        foreach (var part in report.Parts)
            WritePart(writer, part);
        writer.WriteEndArray();
        writer.WriteStartArray("sensors"u8);
        foreach (var sensor in report.Sensors)
        {
            writer.WriteStartObject();
            writer.WriteString("sensor"u8, sensor.Sensor);
            writer.WriteString("state"u8, sensor.Ok ? "ok"u8 : "failed"u8);
            writer.WriteNumber("since"u8, sensor.Since);
            writer.WriteText("reason"u8, sensor.Reason);
            writer.WriteNumber("failures"u8, sensor.Failures);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WireWriter.End(writer);
    }

    /// <summary>Reads it.</summary>
    public static HealthReport Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new StrictReader(utf8);
        long t = 0;
        ImmutableArray<PartHealth> parts = [];
        ImmutableArray<SensorHealth> sensors = [];
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: t = reader.Instant("t"); break;
                case 1: parts = ReadAll(ref reader, "parts", ReadPart, part => part.Part); break;
                default: sensors = ReadAll(ref reader, "sensors", ReadSensor, sensor => sensor.Sensor); break;
            }
        }

        reader.End();
        keys.Require(seen, 0b111);
        return new HealthReport(t, parts, sensors);
    }

    private static void WritePart(Utf8JsonWriter writer, PartHealth part)
    {
        writer.WriteStartObject();
        writer.WriteString("part"u8, part.Part);
        writer.WriteString("state"u8, part.State.Name());
        writer.WriteNumber("since"u8, part.Since);
        writer.WriteText("reason"u8, part.Reason);
        writer.WriteText("next"u8, part.Next);
        if (!part.Counts.IsEmpty)
        {
            writer.WriteStartObject("counts"u8);
            foreach (var (name, value) in part.Counts)
                writer.WriteNumber(name, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static ImmutableArray<T> ReadAll<T>(ref StrictReader reader, string key, ReadOne<T> readOne, Func<T, string> nameOf)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.OpenArray(key);
        while (reader.NextObject(key))
        {
            if (all.Count == WireLimits.Sensors)
                throw StrictReader.Fault(key, $"more than {WireLimits.Sensors}");
            T one;
            try
            {
                one = readOne(ref reader);
            }
            catch (WireException fault) when (!reader.IsBroken)
            {
                throw new WireException($"{key}[{all.Count}]: {fault.Message}");
            }

            if (!names.Add(nameOf(one)))
                throw StrictReader.Fault(key, $"'{nameOf(one)}' is there twice");
            all.Add(one);
        }

        return all.DrainToImmutable();
    }

    private static PartHealth ReadPart(ref StrictReader reader)
    {
        var (part, state, since) = ("", default(HealthState), 0L);
        string? reason = null, next = null;
        var counts = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
        Span<char> word = stackalloc char[WireLimits.StringLength];
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(partKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0:
                    part = reader.Text("part", WireLimits.StringLength);
                    break;
                case 1:
                    var length = reader.Word("state", word);
                    if (!WireNames.TryParseHealthState(word[..length], out state))
                        throw StrictReader.Fault("state", $"unknown state '{StrictReader.Clean(word[..length])}'; ok, warn or down");
                    break;
                case 2:
                    since = reader.Instant("since");
                    break;
                case 3:
                    reason = reader.Text("reason", WireLimits.TextLength);
                    break;
                case 4:
                    next = reader.Text("next", WireLimits.TextLength);
                    break;
                default:
                    counts = ReadCounts(ref reader);
                    break;
            }
        }

        partKeys.Require(seen, 0b111);
        return new PartHealth(part, state, since, reason, next, counts);
    }

    private static ImmutableSortedDictionary<string, long> ReadCounts(ref StrictReader reader)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        reader.OpenObject("counts");
        while (reader.NextName())
        {
            var name = reader.Name();
            if (counts.Count == WireLimits.Counts)
                throw StrictReader.Fault("counts", $"more than {WireLimits.Counts}");
            if (!counts.TryAdd(name, reader.Integer(name, long.MinValue, long.MaxValue)))
                throw StrictReader.Fault("counts", $"'{name}' is there twice");
        }

        return counts.ToImmutable();
    }

    private static SensorHealth ReadSensor(ref StrictReader reader)
    {
        var (sensor, ok, since, failures) = ("", false, 0L, 0L);
        string? reason = null;
        Span<char> word = stackalloc char[WireLimits.StringLength];
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(sensorKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0:
                    sensor = reader.Id("sensor");
                    break;
                case 1:
                    var length = reader.Word("state", word);
                    ok = word[..length] is "ok";
                    if (!ok && word[..length] is not "failed")
                        throw StrictReader.Fault("state", $"unknown state '{StrictReader.Clean(word[..length])}'; ok or failed");
                    break;
                case 2:
                    since = reader.Instant("since");
                    break;
                case 3:
                    reason = reader.Text("reason", WireLimits.TextLength);
                    break;
                default:
                    failures = reader.Integer("failures", 0, long.MaxValue);
                    break;
            }
        }

        sensorKeys.Require(seen, 0b1_0111);
        return new SensorHealth(sensor, ok, since, reason, failures);
    }

    private delegate T ReadOne<T>(ref StrictReader reader);
}
