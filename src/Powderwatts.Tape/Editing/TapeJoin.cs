using Powderwatts.Readings.Wire;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tape.Editing;

/// <summary>
/// Makes one tape of several of one site. Each tape keeps its order; where they overlap in time they are woven together, each at the
/// latest instant that it has come to. One sensor's readings may not overlap: they would be there twice.
/// </summary>
public sealed class TapeJoin
{
    /// <summary>Tapes at once.</summary>
    public const int MostTapes = 100;

    private readonly List<Input> inputs;

    private TapeJoin(List<Input> inputs) => this.inputs = inputs;

    /// <summary>Writes the tapes as one.</summary>
    /// <param name="tapes">The tapes, each with the name to call it by. Any order.</param>
    /// <param name="path">The new file; it has its name only when it is whole.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <param name="software">Who makes it, when the tapes' makers differ.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>How many readings.</returns>
    /// <exception cref="TapeException">The tapes do not belong together, one is damaged, or the new one cannot be written.</exception>
    public static long Run(
        IReadOnlyCollection<(string Name, TapeReader Reader)> tapes, string path, bool overwrite, string software, CancellationToken cancellationToken)
    {
        if (tapes.Count is < 2 or > MostTapes)
            throw new ArgumentException($"2 to {MostTapes} tapes can be joined", nameof(tapes));
        var join = new TapeJoin([.. tapes.Select(t => new Input(t.Name, t.Reader)).OrderBy(i => i.Summary.First ?? 0)]);
        join.CheckSites();
        join.CheckSeries();
        return join.Write(path, overwrite, software, cancellationToken);
    }

    private void CheckSites()
    {
        var first = inputs[0];
        foreach (var other in inputs.Skip(1))
        {
            Same("site", first.Reader.Header.Site, other.Reader.Header.Site, other);
            Same("zone", first.Reader.Header.Zone, other.Reader.Header.Zone, other);
            Same("source", first.Reader.Header.Source, other.Reader.Header.Source, other);
        }

        void Same(string what, string one, string another, Input other)
        {
            if (one != another)
                throw Refused(first, other, $"{what} '{one}' and {what} '{another}'", $"join tapes of one {what}");
        }
    }

    private void CheckSeries()
    {
        var series = inputs.SelectMany(input => input.Summary.Sensors.Select(total => (Input: input, Total: total)))
            .GroupBy(s => (s.Total.Node, s.Total.Sensor));
        foreach (var one in series)
        {
            var parts = one.OrderBy(s => s.Total.First).ToList();
            foreach (var (before, next) in parts.Zip(parts.Skip(1)))
            {
                if (next.Total.First > before.Total.Last)
                    continue;
                var span = $"{UtcText.Milliseconds(next.Total.First)} to {UtcText.Milliseconds(Math.Min(before.Total.Last, next.Total.Last))}";
                throw Refused(before.Input, next.Input, $"both have readings of '{one.Key.Node}/{one.Key.Sensor}' from {span}", "cut one of them first");
            }
        }
    }

    private long Write(string path, bool overwrite, string software, CancellationToken cancellationToken)
    {
        var headers = inputs.Select(i => i.Reader.Header).ToList();
        var header = headers[0] with
        {
            Nodes = [],
            Software = headers.All(h => h.Software == headers[0].Software) ? headers[0].Software : software,
            RigHash = headers.All(h => h.RigHash == headers[0].RigHash) ? headers[0].RigHash : null,
            MadeAt = headers.Min(h => h.MadeAt),
        };
        using var writer = TapeWriter.Create(path, header, new TapeWriterOptions { Aside = true, Overwrite = overwrite });
        var queue = new PriorityQueue<Input, (long, int)>();
        for (var i = 0; i < inputs.Count; i++)
            Next(inputs[i], i);
        while (queue.TryDequeue(out var input, out var place))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(input.Reading);
            Next(input, place.Item2);
        }

        writer.Complete();
        return writer.Readings;

        void Next(Input input, int place)
        {
            while (input.Reader.TryReadLine(out var reading, out var node))
            {
                if (node is not null)
                {
                    writer.Describe(node);
                    continue;
                }

                input.Reading = reading;
                input.Latest = Math.Max(input.Latest, reading.Reading.T);
                queue.Enqueue(input, (input.Latest, place));
                return;
            }

            if (input.Reader.End is { Ending: TapeEnding.Damaged } end)
            {
                throw new TapeException(
                    $"cannot join tape '{input.Name}': it is damaged at byte {end.Position}: {end.Reason}; cut it first, that keeps what can be read", end.Position);
            }
        }
    }

    private static TapeException Refused(Input one, Input other, string cause, string nextStep) =>
        new($"cannot join tapes '{one.Name}' and '{other.Name}': {cause}; {nextStep}", 0);

    private sealed class Input(string name, TapeReader reader)
    {
        public string Name { get; } = TapePath.Shown(name);

        public TapeReader Reader { get; } = reader;

        public TapeSummary Summary { get; } = reader.Summary();

        public TapeReading Reading { get; set; }

        public long Latest { get; set; }
    }
}
