using System.Text.Json;
using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>The messages of a log that `mosquitto_sub` wrote; a line is a row.</summary>
internal sealed class MqttLogRows : IRowSource
{
    private static readonly JsonDocumentOptions json = new() { MaxDepth = 16 };

    // where the makers put the instant
    private static readonly (string Path, StampFormat Format)[] stampPaths =
        [("Time", StampFormat.Iso), ("params.ts", StampFormat.Unix), ("unixtime", StampFormat.Unix)];

    private readonly LineSource lines;
    private readonly CellReader cells;
    private readonly LocalClock lineClock;
    private readonly StampReader numbers;
    private readonly StampReader clocks;
    private readonly Dictionary<string, List<Listener>> listeners = new(StringComparer.Ordinal);
    private readonly List<Listener> all = [];
    private readonly (string Path, StampFormat Format)[] paths;

    public MqttLogRows(LineSource lines, ImportMap map, IReadOnlyList<EnergyStream> streams)
    {
        this.lines = lines;
        cells = new(map.Missing, '.');
        lineClock = new(map.Time.Zone);
        numbers = new(StampFormat.Unix, lineClock);
        clocks = new(StampFormat.Iso, lineClock);
        paths = map.Time.Path is { } path ? [(path, map.Time.Format)] : stampPaths;
        for (var i = 0; i < map.Sensors.Length; i++)
        {
            var clock = new LocalClock(map.Time.Zone); // each device has a clock of its own
            foreach (var topic in map.Sensors[i].Fields.GroupBy(f => f.Topic!))
            {
                if (!listeners.TryGetValue(topic.Key, out var known))
                    listeners[topic.Key] = known = [];
                var listener = new Listener(streams[i], [.. topic], clock, [.. paths.Select(p => (p.Path, new StampReader(p.Format, clock)))]);
                known.Add(listener);
                all.Add(listener);
            }
        }
    }

    private sealed record Listener(EnergyStream Stream, FieldMap[] Fields, LocalClock Clock, (string Path, StampReader Stamps)[] Paths);

    /// <inheritdoc/>
    public bool Next(ImportRow row)
    {
        SourceLine line;
        do
        {
            if (!lines.TryRead(out line))
                return false;
        }
        while (line.Text.AsSpan().Trim().IsEmpty);
        row.Begin(line.Number);
        row.Fault = line.IsTooLong ? new(RowReason.TooLong, $"it has more than {LineSource.MostCharacters} characters") : Read(line.Text, row);
        return true;
    }

    /// <inheritdoc/>
    public void Used(ImportRow row)
    {
        var t = row.Samples[0].T;
        lineClock.Used(t);
        foreach (var sample in row.Samples)
        {
            foreach (var listener in all)
            {
                if (listener.Stream == sample.Sensor)
                    listener.Clock.Used(t);
            }
        }
    }

    /// <inheritdoc/>
    public void Tell(ImportReport report)
    {
        var clocksOfSensors = all.Select(l => l.Clock).Distinct().ToList();
        report.Doubled = lineClock.Doubled + clocksOfSensors.Sum(c => c.Doubled);
        report.Assumed = lineClock.Assumed + clocksOfSensors.Sum(c => c.Assumed);
        report.EndsOpen = lines.EndsOpen;
    }

    private RowFault? Read(string text, ImportRow row)
    {
        var line = MqttLogLine.Split(text);
        if (line.Topic.IsEmpty)
            return new(RowReason.Malformed, $"{RowFault.Quoted(text)} is no topic and payload");
        if (!listeners.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(line.Topic, out var found))
            return new(RowReason.NotMapped, $"topic {RowFault.Quoted(line.Topic)}");
        long? arrived = null;
        if (!line.Stamp.IsEmpty)
        {
            if ((line.StampIsNumber ? numbers : clocks).TryRead(line.Stamp, out var t) is { } fault)
                return fault;
            arrived = t;
        }

        JsonDocument? document = null;
        try
        {
            if (!line.Payload.IsEmpty && line.Payload[0] is '{' or '[')
                document = JsonDocument.Parse(line.Payload.ToString(), json);
            foreach (var listener in found)
            {
                if (Values(listener, line.Payload, document, arrived, row) is { } fault)
                    return fault;
            }
        }
        catch (JsonException fault)
        {
            return new(RowReason.Malformed, $"the payload is no JSON: byte {fault.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            // the library lets this out for names and texts with half a character, "\ud800"
            return new(RowReason.Malformed, "the payload holds a broken text");
        }
        finally
        {
            document?.Dispose();
        }

        return row.Samples.Count > 0 ? null
            : row.Cells.Count > 0 ? row.Cells[0]
            : new(RowReason.NoValue, "it holds none of the mapped values");
    }

    private RowFault? Values(Listener listener, ReadOnlySpan<char> payload, JsonDocument? document, long? arrived, ImportRow row)
    {
        var values = new QuantityValues();
        foreach (var field in listener.Fields)
        {
            var path = field.Column.Name;
            var text = path.Length == 0 ? (document is null ? payload.ToString() : null) : document is null ? null : JsonPath.Find(document.RootElement, path);
            if (text is null)
                continue; // a partial update, or a sensor that is not there: no value is meant
            var value = cells.Read(text, field, out var fault);
            if (fault is { } why)
                row.Cells.Add(why);
            else if (value is null)
                row.Missing++;
            else
                values[field.Quantity] = value;
        }

        if (values.Count == 0)
            return null;
        if (arrived is not { } t && Stamp(listener, document, out t) is { } noTime)
            return noTime;
        row.Samples.Add(new(listener.Stream, t, values));
        return null;
    }

    private static RowFault? Stamp(Listener listener, JsonDocument? document, out long t)
    {
        t = 0;
        if (document is not null)
        {
            foreach (var (path, stamps) in listener.Paths)
            {
                if (JsonPath.Find(document.RootElement, path) is { } text)
                    return stamps.TryRead(text, out t);
            }
        }

        return new(RowReason.NoTime, "neither the line nor the payload says when; log with -F '%I %t %p'");
    }
}
