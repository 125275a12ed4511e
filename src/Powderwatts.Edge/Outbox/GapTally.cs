using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>What is being dropped, per origin, until it becomes one gap row each.</summary>
internal sealed class GapTally
{
    /// <summary>The reason of every gap row so far.</summary>
    public const string OutboxFull = "outbox-full";

    private readonly SortedDictionary<Origin, Gap> gaps = [];

    /// <summary>Readings that went.</summary>
    public long Readings { get; private set; }

    public void Add(long n, in Reading reading)
    {
        Readings++;
        Merge(new Gap(0, n, n, reading.T, reading.T, [reading.Sensor], OutboxFull, reading.Origin));
    }

    /// <summary>A gap row that is dropped itself lives on in the new one: nothing that it named is forgotten.</summary>
    public void Add(Gap gap) => Merge(gap);

    public IEnumerable<Gap> Rows(long firstN) => gaps.Values.Select((gap, i) => gap with { N = firstN + i });

    private void Merge(Gap more) =>
        gaps[more.Origin] = !gaps.TryGetValue(more.Origin, out var known) ? more : known with
        {
            From = Math.Min(known.From, more.From),
            To = Math.Max(known.To, more.To),
            FirstT = Math.Min(known.FirstT, more.FirstT),
            LastT = Math.Max(known.LastT, more.LastT),
            Sensors = known.Sensors.AsSpan().Contains(more.Sensors[0]) && more.Sensors.Length == 1
                ? known.Sensors
                : [.. known.Sensors.Union(more.Sensors, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
}
