using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store.Sqlite;

/// <summary>
/// Picks from rising counter points the few that decide every difference: the neighbours of each boundary, and the first and
/// last point of each run with equal `energy_from`.
/// </summary>
internal sealed class CounterPicker(ImmutableArray<long> boundaries)
{
    private readonly ImmutableArray<CounterPoint>.Builder picked = ImmutableArray.CreateBuilder<CounterPoint>();
    private CounterPoint previous;
    private bool any;
    private bool kept;
    private int next;

    public void Add(CounterPoint point)
    {
        var keep = !any || point.EnergyFrom != previous.EnergyFrom;
        while (next < boundaries.Length && boundaries[next] <= point.T)
        {
            keep = true;
            next++;
        }

        if (keep)
        {
            if (any && !kept)
                picked.Add(previous);
            picked.Add(point);
        }

        (previous, any, kept) = (point, true, keep);
    }

    /// <summary>The picked points, with the last one of all.</summary>
    public ImmutableArray<CounterPoint> ToImmutable()
    {
        if (any && !kept)
            picked.Add(previous);
        kept = true;
        return picked.ToImmutable();
    }
}
