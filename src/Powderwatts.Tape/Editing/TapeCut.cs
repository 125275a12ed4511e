using System.Collections.Immutable;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tape.Editing;

/// <summary>Makes a tape of a part of another: a span of time, or some of the sensors. What cannot be read of the other is left out.</summary>
public sealed class TapeCut
{
    private readonly TapeReader reader;
    private readonly HashSet<(string Node, string Sensor)> sensors;
    private readonly long from;
    private readonly long before;
    private readonly NodeList known = new();

    /// <param name="reader">The tape, at its beginning.</param>
    /// <param name="from">The first instant that is kept, Unix milliseconds.</param>
    /// <param name="before">The first instant that is kept no more.</param>
    /// <param name="sensors">The sensors that are kept; empty for all.</param>
    public TapeCut(TapeReader reader, long from, long before, IEnumerable<(string Node, string Sensor)> sensors)
    {
        (this.reader, this.from, this.before) = (reader, from, before);
        this.sensors = [.. sensors];
    }

    /// <summary>Writes the part.</summary>
    /// <param name="path">The new file; it has its name only when it is whole.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>How many readings; 0 when none is in the span, and then no file is made.</returns>
    /// <exception cref="TapeException">The tape cannot be read or the new one not written.</exception>
    public long Run(string path, bool overwrite, CancellationToken cancellationToken)
    {
        TapeWriter? writer = null;
        try
        {
            while (reader.TryReadLine(out var reading, out var node, IsWanted))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (node is not null)
                    Describe(writer, node);
                else if (Keeps(reading))
                {
                    writer ??= TapeWriter.Create(path, Header(), new TapeWriterOptions { Aside = true, Overwrite = overwrite });
                    writer.Write(reading);
                }
            }

            writer?.Complete();
            return writer?.Readings ?? 0;
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private bool IsWanted(BlockEntry block) => block.Nodes > 0 || (block.Readings > 0 && block.Last >= from && block.First < before);

    private bool Keeps(in TapeReading reading) =>
        reading.Reading.T >= from && reading.Reading.T < before
        && (sensors.Count == 0 || sensors.Contains((reading.Node, reading.Reading.Sensor)));

    /// <summary>The nodes as they were where the part begins. If the block that says so is damaged, as the index knows them.</summary>
    private TapeHeader Header()
    {
        if (reader.Damages.Any(damage => damage is { Position: 0, Line: 0 }))
        {
            foreach (var node in reader.Header.Nodes.ExceptBy(known.ToNodes().Select(n => n.Node), n => n.Node))
                Describe(null, node);
        }

        return reader.Header with { Nodes = known.ToNodes() };
    }

    private void Describe(TapeWriter? writer, TapeNode node)
    {
        if (sensors.Count > 0)
        {
            ImmutableArray<Readings.Wire.SensorAbout> kept = [.. node.Sensors.Where(s => sensors.Contains((node.Node, s.Sensor)))];
            if (kept.IsEmpty)
                return;
            node = node with { Sensors = kept };
        }

        if (writer is not null)
            writer.Describe(node);
        else
            known.Take(node); // one too many is named by the reader
    }
}
