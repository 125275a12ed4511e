using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>Looks through an outbox file beside the node that writes it: many short reads, so that its journal never has to wait.</summary>
public static class OutboxLook
{
    private const int RowsAtOnce = 500;

    /// <summary>The rows of a snapshot, in batches. Rows that are gone by the time they are asked for are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="snapshot">What it held.</param>
    /// <param name="kept">Also rows that are acknowledged and still there?</param>
    /// <exception cref="OutboxException">It cannot be read.</exception>
    public static IEnumerable<OutboxBatch> Rows(string path, OutboxSnapshot snapshot, bool kept)
    {
        var rows = snapshot.Unacknowledged.Concat(kept ? snapshot.Kept : []).Aggregate(RowSet.Empty, (set, range) => set.With(range));
        using var reading = Guarded(path, () => new OutboxReading(OutboxSchema.Connect(path, readOnly: true)));
        for (var after = 0L; ;)
        {
            var from = after;
            var batch = Guarded(path, () => reading.Read(snapshot.Id, rows, from, snapshot.Highest, RowsAtOnce));
            if (batch.IsEmpty)
                yield break;
            yield return batch;
            after = batch.Last;
        }
    }

    /// <summary>Which acknowledged rows that are still there were taken at or after an instant, Unix milliseconds.</summary>
    /// <exception cref="OutboxException">It cannot be read.</exception>
    public static ImmutableArray<RowRange> KeptSince(string path, OutboxSnapshot snapshot, long since)
    {
        var kept = snapshot with { Unacknowledged = [] };
        return Rows(path, kept, kept: true)
            .SelectMany(batch => batch.Readings.Where(r => r.Reading.T >= since).Select(r => r.N).Concat(batch.Gaps.Where(g => g.LastT >= since).Select(g => g.N)).Order())
            .Aggregate(RowSet.Empty, (set, n) => set.With(new RowRange(n, n))).Ranges;
    }

    /// <summary>Checks a file: SQLite's own check, then every row.</summary>
    /// <returns>What is wrong, a sentence each; none when nothing is.</returns>
    public static IReadOnlyList<string> Verify(string path, OutboxSnapshot snapshot)
    {
        var faults = new List<string>();
        try
        {
            using (var connection = OutboxSchema.Connect(path, readOnly: true))
            {
                using var check = connection.CreateCommand();
                check.CommandText = "PRAGMA quick_check(20)";
                using var reader = check.ExecuteReader();
                while (reader.Read())
                {
                    if (reader.GetString(0) is var found && found != "ok")
                        faults.Add(found);
                }
            }

            foreach (var batch in Rows(path, snapshot, kept: true))
            {
                // what the node would refuse to send, and every collector would refuse to take
                foreach (var row in batch.Readings.Where(r => r.N < 1 || !Readings.Id.IsValid(r.Reading.Sensor)))
                    faults.Add($"row {row.N} names no sensor");
            }
        }
        catch (Exception fault) when (fault is SqliteException or OutboxException)
        {
            faults.Add(fault.Message);
        }

        return faults;
    }

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException fault)
        {
            throw OutboxException.From("read", path, fault);
        }
        catch (FormatException fault)
        {
            throw new OutboxException(OutboxFault.Damaged, $"cannot read outbox '{path}': {fault.Message}; start its node, which rescues what can be read", fault);
        }
    }
}
