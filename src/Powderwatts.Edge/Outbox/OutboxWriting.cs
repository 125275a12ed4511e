using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>What is written to an outbox file, transaction by transaction, and what is known of it. Used under its owner's lock.</summary>
internal sealed class OutboxWriting : IDisposable
{
    private const int RowOverheadBytes = 8; // SQLite's own bytes around a packed body
    private const int PageBytes = 4096;
    private const int PrunedAtOnce = 5_000; // rows: an acknowledgement never waits for the removal of a whole day

    private const int ShiftedAtOnce = 5_000; // rows: what waited for the clock may be days

    private readonly OutboxTables tables;

    public OutboxWriting(SqliteConnection connection)
    {
        tables = new OutboxTables(connection);
        State = Load();
    }

    /// <summary>As of the last transaction.</summary>
    public OutboxState State { get; private set; }

    /// <summary>Commits rows and counters in one transaction that is synced when this returns.</summary>
    /// <param name="readings">The rows.</param>
    /// <param name="counters">The counters after them.</param>
    /// <param name="need">What must go first.</param>
    /// <param name="hold">Do these rows wait for a trusted clock? Once some do, all later ones do.</param>
    /// <returns>What was dropped unacknowledged; null when nothing was.</returns>
    public GapTally? Commit(IEnumerable<Reading> readings, IReadOnlyCollection<CounterState> counters, RoomNeed need, HeldRows? hold)
    {
        GapTally? tally = null;
        var old = State;
        var (next, rows, kept, known, instants, held) = (old.Highest + 1, old.Rows, old.Kept, old.Counters, old.Instants.ToBuilder(), old.Held);
        tables.Transact(() =>
        {
            if (need.Bytes > 0)
                tally = MakeRoom(need, ref rows, ref kept);
            foreach (var gap in tally?.Rows(next) ?? [])
            {
                tables.Write(gap);
                next++;
            }

            var first = next;
            var last = new Dictionary<(string, Origin), long>();
            foreach (var reading in readings)
            {
                tables.Write(next++, reading);
                last[(reading.Sensor, reading.Origin)] = Math.Max(reading.T, last.GetValueOrDefault((reading.Sensor, reading.Origin), long.MinValue));
            }

            foreach (var counter in counters)
            {
                tables.Save(counter);
                known = known.SetItem(counter.Name, counter);
            }

            foreach (var ((sensor, origin), t) in last)
            {
                var name = CounterState.NameOf(sensor, origin);
                if (t <= instants.GetValueOrDefault(name, long.MinValue))
                    continue;
                tables.SaveInstant(name, t);
                instants[name] = t;
            }

            if (hold is not null && held is null && next > first)
            {
                held = hold with { From = first };
                tables.SaveHeld(held);
            }

            rows = rows.With(new RowRange(old.Highest + 1, next - 1));
            if (tally is not null)
                tables.SaveHoles(rows, next - 1);
            tables.SaveKept(old.Kept, kept);
        });
        // first what is true after the commit; the size may not be had and is only for show
        State = old with { Highest = next - 1, Rows = rows, Kept = kept, Counters = known, Instants = instants.ToImmutable(), Held = held };
        Measured();
        return tally;
    }

    /// <summary>Rows that need not be sent any more: they stay for a while, or go. Not synced.</summary>
    /// <param name="released">Ranges that may overlap, repeat and name rows that are gone.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="keep">How long acknowledged rows stay.</param>
    /// <returns>Rows released.</returns>
    public long Release(IReadOnlyList<RowRange> released, long now, TimeSpan keep)
    {
        var old = State;
        RowRange[] going = [.. released.SelectMany(old.Rows.Within)];
        var rows = going.Aggregate(old.Rows, (set, range) => set.Without(range));
        var kept = keep > TimeSpan.Zero ? old.Kept.With(KeptRows.BucketOf(now), going) : old.Kept;
        RowRange[] ended = [.. kept.EndedBefore(now - (long)keep.TotalMilliseconds, PrunedAtOnce)];
        tables.TransactUnsynced(() =>
        {
            foreach (var range in keep > TimeSpan.Zero ? ended : [.. ended, .. going])
                tables.Delete(range);
            kept = kept.Without(ended);
            tables.SaveKept(old.Kept, kept);
            tables.SaveHoles(rows, old.Highest);
        });
        State = old with { Rows = rows, Kept = kept };
        Measured();
        return old.Rows.Count - rows.Count;
    }

    /// <summary>Acknowledged rows that are still here count as unacknowledged again.</summary>
    /// <returns>How many.</returns>
    public long Resend(IReadOnlyList<RowRange> wanted)
    {
        var old = State;
        RowRange[] coming = [.. wanted.SelectMany(old.Kept.Within)];
        var (rows, kept) = (coming.Aggregate(old.Rows, (set, range) => set.With(range)), old.Kept.Without(coming));
        tables.Transact(() =>
        {
            tables.SaveKept(old.Kept, kept);
            tables.SaveHoles(rows, old.Highest);
        });
        State = old with { Rows = rows, Kept = kept };
        return rows.Count - old.Rows.Count;
    }

    /// <summary>The rows that waited for a trusted clock may go, some of them at a time: shifted to true time, or as they are.</summary>
    /// <returns>False while more of them wait: it is to be called again. What was shifted may go already.</returns>
    public bool EndHold(ClockShift? shift)
    {
        var old = State;
        if (old.Held is not { } held)
            return true;
        var (counters, instants, left) = (old.Counters, old.Instants, (HeldRows?)null);
        tables.Transact(() =>
        {
            if (shift is { } by)
            {
                var rows = tables.RowsAbove(held.From - 1).Take(ShiftedAtOnce).ToArray(); // the statement ends before the rows change
                foreach (var (n, reading, _, _) in rows)
                {
                    if (reading is { } waited && waited.Quality.HasFlag(Quality.Unsynced))
                        tables.Rewrite(n, by.Apply(waited));
                }

                if (rows.Length == ShiftedAtOnce)
                {
                    // the counters go with the last rows: none is shifted twice when the program ends between two transactions
                    left = held with { From = rows[^1].N + 1 };
                    tables.SaveHeld(left);
                    return;
                }

                counters = old.Counters.Values.Select(by.Apply).ToImmutableDictionary(c => c.Name, StringComparer.Ordinal);
                instants = old.Instants.ToImmutableDictionary(i => i.Key, i => by.Apply(i.Value), StringComparer.Ordinal);
                foreach (var counter in counters.Values.Where(c => c != old.Counters[c.Name]))
                    tables.Save(counter);
                foreach (var (name, t) in instants.Where(i => i.Value != old.Instants[i.Key]))
                    tables.SaveInstant(name, t);
            }

            tables.SaveHeld(null);
        });
        State = old with { Held = left, Counters = counters, Instants = instants };
        return left is null;
    }

    /// <summary>Takes over the last instants of an outbox that was set aside, so that its sensors never give one twice.</summary>
    public void CarryInstants(ImmutableDictionary<string, long> instants)
    {
        tables.Transact(() =>
        {
            foreach (var (name, t) in instants)
                tables.SaveInstant(name, t);
        });
        State = State with { Instants = State.Instants.SetItems(instants) };
    }

    /// <summary>The instants of the newest rows by sensor, at most so many rows in all.</summary>
    public Dictionary<string, List<long>> RecentInstants(int rows)
    {
        var instants = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        foreach (var (_, reading, _, _) in tables.RowsAbove(State.Highest - rows))
        {
            if (reading is not { } r)
                continue;
            var name = CounterState.NameOf(r.Sensor, r.Origin);
            if (!instants.TryGetValue(name, out var known))
                instants[name] = known = [];
            known.Add(r.T);
        }

        return instants;
    }

    public void Dispose() => tables.Dispose();

    private OutboxState Load()
    {
        var (id, machine) = (default(OutboxId), "");
        tables.Each("SELECT outbox, machine FROM identity", r => (id, machine) = (OutboxId.Parse(r.Text(0)), r.Text(1)));
        if (id == default)
            throw new FormatException("it says no id");
        var highest = tables.Scalar("SELECT seq FROM sqlite_sequence WHERE name = 'row'");
        if (tables.Scalar("SELECT count(*) FROM (SELECT 1 FROM row LIMIT 1)") == 0)
            tables.ForgetSources(); // so they never pile up
        var rows = RowSet.Of(new RowRange(1, highest));
        tables.Each("SELECT \"from\", \"to\" FROM hole", r => rows = rows.Without(new RowRange(r.Whole(0), r.Whole(1))));
        var kept = new Dictionary<long, List<RowRange>>();
        tables.Each("SELECT at, \"from\", \"to\" FROM released", r =>
        {
            if (!kept.TryGetValue(r.Whole(0), out var ranges))
                kept[r.Whole(0)] = ranges = [];
            ranges.Add(new RowRange(r.Whole(1), r.Whole(2)));
        });
        var counters = ImmutableDictionary.CreateBuilder<string, CounterState>(StringComparer.Ordinal);
        tables.Each("SELECT sensor, energy_wh, energy_from, last_t FROM counter", r =>
            counters[r.Text(0)] = new CounterState(r.Text(0), r.Real(1), r.Whole(2), r.Whole(3)));
        var instants = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        tables.Each("SELECT sensor, last_t FROM instant", r => instants[r.Text(0)] = r.Whole(1));
        HeldRows? held = null;
        tables.Each("SELECT \"from\", boot, from_t, offset_ms, since_ms FROM held", r =>
            held = new HeldRows(r.Whole(0), r.Text(1), r.Whole(2), r.Whole(3), r.Whole(4)));
        return new OutboxState(
            id, machine, highest, rows, kept.Aggregate(KeptRows.Empty, (set, bucket) => set.With(bucket.Key, bucket.Value)),
            counters.ToImmutable(), instants.ToImmutable(), held, Used(), Spare());
    }

    private GapTally? MakeRoom(RoomNeed need, ref RowSet rows, ref KeptRows kept)
    {
        if (kept.Count > 0)
        {
            // acknowledged rows are only for comfort: they go first
            var rowBytes = Math.Max(16, State.Bytes / Math.Max(1, State.Rows.Count + State.Kept.Count));
            RowRange[] going = [.. kept.Oldest(Math.Max(1, need.Bytes / rowBytes))];
            foreach (var range in going)
                tables.Delete(range);
            kept = kept.Without(going);
            return null;
        }

        return need.AlsoUnacknowledged ? DropOldest(need, ref rows) : null;
    }

    private GapTally? DropOldest(RoomNeed need, ref RowSet rows)
    {
        var (tally, bytes, first, last) = (new GapTally(), 0L, 0L, 0L);
        foreach (var (n, reading, gap, size) in tables.RowsAbove(need.After))
        {
            last = n;
            first = first == 0 ? n : first;
            bytes += size + RowOverheadBytes;
            if (gap is not null)
                tally.Add(gap with { To = n }); // the gap row itself goes too
            else
                tally.Add(n, reading!.Value);
            if (bytes >= need.Bytes)
                break;
        }

        if (last == 0)
            return null;
        tables.Delete(new RowRange(first, last));
        rows = rows.Without(new RowRange(first, last));
        return tally;
    }

    private void Measured()
    {
        try
        {
            State = State with { Bytes = Used(), SpareBytes = Spare() };
        }
        catch (SqliteException)
        {
            // the old size stays until the next commit
        }
    }

    private long Used() => (tables.Scalar("PRAGMA page_count") * PageBytes) - Spare();

    private long Spare() => tables.Scalar("PRAGMA freelist_count") * PageBytes;
}
