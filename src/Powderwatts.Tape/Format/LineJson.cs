using System.Buffers;
using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>The lines of a tape as JSON, on the wire's own reader and writer. Reading throws <see cref="WireException"/> and nothing else.</summary>
internal static class LineJson
{
    private static readonly KeySet headerKeys = new("key", "tape", "site", "name", "zone", "source", "software", "rig", "made");

    private static readonly KeySet nodeKeys = new("key", "about", "sensors");

    private static readonly (byte[] Key, LineKind Kind)[] kinds =
    [
        ("node"u8.ToArray(), LineKind.Reading), ("about"u8.ToArray(), LineKind.Node), ("tape"u8.ToArray(), LineKind.Header),
        ("block"u8.ToArray(), LineKind.Block), ("total"u8.ToArray(), LineKind.Total),
    ];

    private static readonly SearchValues<char> zoneCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    /// <summary>What a line is.</summary>
    public static LineKind KindOf(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{\"node\":"u8))
            return LineKind.Reading;
        var reader = new StrictReader(line);
        if (!reader.NextName())
            return LineKind.Unknown;
        foreach (var (key, kind) in kinds)
        {
            if (reader.NameIs(key))
                return kind;
        }

        return LineKind.Unknown;
    }

    /// <summary>Writes the header, without its nodes.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, TapeHeader header)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteNumber("tape"u8, TapeLimits.Version);
        writer.WriteString("site"u8, header.Site);
        writer.WriteString("name"u8, header.Name);
        writer.WriteString("zone"u8, header.Zone);
        writer.WriteString("source"u8, header.Source);
        writer.WriteString("software"u8, header.Software);
        if (header.RigHash is { } rig)
            writer.WriteString("rig"u8, rig);
        writer.WriteNumber("made"u8, header.MadeAt);
        WireWriter.End(writer);
    }

    /// <summary>The version that a header's line speaks of; null when it is no header.</summary>
    public static long? Version(ReadOnlySpan<byte> line)
    {
        var reader = new StrictReader(line);
        return reader.NextName() && reader.NameIs("tape"u8) ? reader.IntegerOrSkip() : null;
    }

    /// <summary>Reads the header, without its nodes.</summary>
    public static TapeHeader ReadHeader(ReadOnlySpan<byte> line)
    {
        var reader = new StrictReader(line);
        var (site, name, zone, source, software, rig, made) = ("", "", "", "", "", (string?)null, 0L);
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(headerKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: reader.Integer("tape", TapeLimits.Version, TapeLimits.Version); break;
                case 1: site = reader.Id("site"); break;
                case 2: name = reader.Text("name", WireLimits.StringLength); break;
                case 3: zone = ReadZone(ref reader); break;
                case 4: source = ReadSource(ref reader); break;
                case 5: software = reader.Text("software", WireLimits.StringLength); break;
                case 6: rig = reader.Text("rig", TapeLimits.RigHashLength); break;
                default: made = reader.Instant("made"); break;
            }
        }

        reader.End();
        headerKeys.Require(seen, 0b1011_1111);
        return new TapeHeader(site, name, zone, [], source, software, rig, made);
    }

    /// <summary>Writes a node's description.</summary>
    public static void WriteNode(IBufferWriter<byte> output, TapeNode node)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteString("about"u8, node.Node);
        AboutJson.WriteSensors(writer, node.Sensors);
        WireWriter.End(writer);
    }

    /// <summary>Reads a node's description.</summary>
    public static TapeNode ReadNode(ReadOnlySpan<byte> line)
    {
        var reader = new StrictReader(line);
        var node = "";
        ImmutableArray<SensorAbout> sensors = [];
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(nodeKeys, ref seen)) >= 0)
        {
            if (key == 0)
                node = reader.Id("about");
            else
                sensors = AboutJson.ReadSensors(ref reader);
        }

        reader.End();
        nodeKeys.Require(seen, 0b11);
        return new TapeNode(node, sensors);
    }

    /// <summary>Writes a reading.</summary>
    public static void WriteReading(IBufferWriter<byte> output, in TapeReading reading) =>
        ReadingJson.WriteLine(output, reading.Node, reading.Reading);

    /// <summary>Reads a reading.</summary>
    public static TapeReading ReadReading(ReadOnlySpan<byte> line, SensorNames nodes, SensorNames sensors)
    {
        var reading = ReadingJson.ReadLine(line, nodes, sensors, out var node);
        return new TapeReading(node, reading);
    }

    private static string ReadZone(ref StrictReader reader)
    {
        var zone = reader.Text("zone", WireLimits.StringLength);
        return !zone.AsSpan().ContainsAnyExcept(zoneCharacters) ? zone
            : throw StrictReader.Fault("zone", $"'{StrictReader.Clean(zone)}' is no IANA zone; for example America/Denver");
    }

    private static string ReadSource(ref StrictReader reader)
    {
        var source = reader.Id("source");
        return source is TapeHeader.FromData or TapeHeader.FromLive or TapeHeader.FromImport ? source
            : throw StrictReader.Fault("source", $"unknown source '{source}'; data, live or import");
    }
}
