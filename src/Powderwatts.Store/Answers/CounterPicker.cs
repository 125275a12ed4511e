using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store.Answers;

/// <summary>
/// Picks from rising counter points the few that decide every difference: the neighbours of each boundary, and the first and
/// last point of each run with equal `energy_from`. The same again among the synced points alone, since an unsynced one is no
/// end of a difference while there is a synced one.
/// </summary>
internal sealed class CounterPicker(ImmutableArray<long> boundaries)
{
    private readonly Picks all = new(boundaries);
    private readonly Picks synced = new(boundaries);
    private bool anyUnsynced;

    public void Add(in CounterPoint point)
    {
        all.Add(point);
        if (point.Unsynced)
            anyUnsynced = true;
        else
            synced.Add(point);
    }

    /// <summary>The picked points, rising.</summary>
    public ImmutableArray<CounterPoint> ToImmutable() =>
        anyUnsynced ? [.. all.Finish().Union(synced.Finish()).OrderBy(point => point.T)] : [.. all.Finish()];

    private sealed class Picks(ImmutableArray<long> boundaries)
    {
        private readonly List<CounterPoint> picked = [];
        private CounterPoint previous;
        private bool any;
        private bool kept;
        private int next;

        public void Add(in CounterPoint point)
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
        public List<CounterPoint> Finish()
        {
            if (any && !kept)
                picked.Add(previous);
            kept = true;
            return picked;
        }
    }
}
