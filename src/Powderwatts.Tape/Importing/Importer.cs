using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Importing;

/// <summary>Reads an input as a mapping says, row by row, in bounded memory, and hands over its readings in order of arrival.</summary>
public sealed class Importer
{
    /// <summary>Told after so many rows.</summary>
    public const int ProgressRows = 10_000;

    private readonly ImportMap map;
    private readonly Action<TapeReading> write;
    private readonly ImportReport report = new();
    private readonly List<EnergyStream> streams = [];

    /// <param name="map">The mapping.</param>
    /// <param name="write">Takes each reading.</param>
    public Importer(ImportMap map, Action<TapeReading> write)
    {
        (this.map, this.write) = (map, write);
        TimeSpan? join = map.Format switch
        {
            ImportFormat.MqttLog => map.Join,
            ImportFormat.LineProtocol => TimeSpan.Zero, // fields of one point may stand in several lines
            _ => null,
        };
        foreach (var sensor in map.Sensors)
            streams.Add(new(map.Node, sensor, sensor.Id, map.IntervalS, join));
    }

    /// <summary>Is told a node or sensor that the mapping does not name, before its first reading.</summary>
    public Action<TapeNode>? Describe { get; init; }

    /// <summary>Is told the line, the fault and whether the whole row was refused, for every row and value that is not used.</summary>
    public Action<long, RowFault, bool>? Refused { get; init; }

    /// <summary>Is told now and then how far it is.</summary>
    public Action<ImportReport>? Progress { get; init; }

    /// <summary>The sensors of a mapping as the tape's header names them.</summary>
    public static ImmutableArray<TapeNode> Nodes(ImportMap map) => map.Sensors.IsEmpty ? []
        : [new(map.Node, [.. map.Sensors.Select(s => EnergyStream.Describe(s, Driver(map.Format), map.IntervalS))])];

    /// <summary>Imports an input; a gzip file is unpacked on the way.</summary>
    /// <param name="input">The input.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="cancellationToken">Ends it after the row at hand.</param>
    /// <exception cref="ImportException">The mapping names columns that the input does not have.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public ImportReport Run(Stream input, string name, CancellationToken cancellationToken)
    {
        using var text = new ImportText(input);
        using var lines = new LineSource(text.Stream, map.Encoding);
        var row = new ImportRow();
        IRowSource? rows = null;
        try
        {
            rows = map.Format switch
            {
                ImportFormat.Csv => new CsvRows(lines, map, streams, name),
                ImportFormat.MqttLog => new MqttLogRows(lines, map, streams),
                _ => new LineProtocolRows(lines, map, streams, Add),
            };
            while (rows.Next(row))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(row, rows);
                if (report.RowsRead % ProgressRows == 0)
                    Progress?.Invoke(report);
            }
        }
        catch (InvalidDataException fault)
        {
            report.EndsEarly = fault.Message; // what could be unpacked is kept
        }

        FlushUntil(long.MaxValue);
        rows?.Tell(report);
        report.Resets = streams.Sum(s => s.Resets);
        report.Rollovers = streams.Sum(s => s.Rollovers);
        return report;
    }

    internal static string Driver(ImportFormat format) => format switch
    {
        ImportFormat.Csv => "csv",
        ImportFormat.MqttLog => "mqtt-log",
        _ => "line-protocol",
    };

    private void Take(ImportRow row, IRowSource rows)
    {
        if (row.Fault is { } fault)
        {
            Refuse(row, fault);
            return;
        }

        FlushUntil(row.Samples[0].T);
        var used = 0;
        RowFault? first = null;
        foreach (var sample in row.Samples)
        {
            if (sample.Sensor.Take(sample, out var reading) is { } why)
            {
                first ??= why;
                row.Cells.Add(why);
                continue;
            }

            used++;
            Write(reading);
        }

        if (used == 0)
        {
            Refuse(row, first!.Value);
            return;
        }

        rows.Used(row);
        report.Use(row);
        foreach (var cell in row.Cells)
            Refused?.Invoke(row.Line, cell, false);
    }

    private void Refuse(ImportRow row, RowFault fault)
    {
        report.Refuse(row.Line, fault);
        Refused?.Invoke(row.Line, fault, true);
    }

    /// <summary>Writes what nothing can join any more, oldest first.</summary>
    private void FlushUntil(long t)
    {
        while (true)
        {
            EnergyStream? oldest = null;
            foreach (var stream in streams)
            {
                if (stream.WaitsUntil < t && (oldest is null || stream.WaitsSince < oldest.WaitsSince))
                    oldest = stream;
            }

            if (oldest is null)
                return;
            Write(oldest.Flush());
        }
    }

    private void Write(TapeReading? reading)
    {
        if (reading is not { } one)
            return;
        write(one);
        report.Wrote(one.Reading.T);
    }

    /// <summary>A sensor that the mapping does not name.</summary>
    private EnergyStream Add(string node, SensorAbout about)
    {
        var stream = new EnergyStream(node, null, about.Sensor, about.IntervalS, TimeSpan.Zero);
        streams.Add(stream);
        Describe?.Invoke(new(node, [about]));
        return stream;
    }
}
