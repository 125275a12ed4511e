using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Reads what can be read of a damaged outbox into a new file under the same id and the same sequences, which is then sent like any
/// other that was set aside. What could not be read is named in it by gap rows: the node no longer holds it.
/// </summary>
internal static class Rescue
{
    /// <summary>The reason of its gap rows.</summary>
    public const string OutboxDamaged = "outbox-damaged";

    private const int MostGaps = 100;

    /// <summary>Rescues the rows of a file.</summary>
    /// <param name="damaged">The damaged file; it is not changed.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was found; null when not even the outbox's id can be read.</returns>
    /// <exception cref="OutboxException">The new file cannot be written.</exception>
    public static RescuedRows? Run(string damaged, string target, TimeProvider time)
    {
        if (DamagedFile.Read(damaged) is not { } found)
            return null;
        try
        {
            OutboxFiles.Delete(target); // of a rescue that was cut short
            return new RescuedRows(found.Id, found.Rows.Count, Write(target, found, time));
        }
        catch (SqliteException fault)
        {
            throw OutboxException.From("rescue rows into", target, fault);
        }
    }

    private static ImmutableArray<RowRange> Write(string path, DamagedFile found, TimeProvider time)
    {
        var held = found.Rows.Aggregate(RowSet.Empty, (set, row) => set.With(new RowRange(row.N, row.N)));
        // what was acknowledged is not lost; where that can't be read, all rows below the first are taken as such
        var settled = found.Holes ?? (found.Rows is [var first, ..] ? RowSet.Of(new RowRange(1, first.N - 1)) : RowSet.Empty);
        var wanted = settled.Ranges.Aggregate(RowSet.Of(new RowRange(1, found.Highest)), (set, range) => set.Without(range));
        ImmutableArray<RowRange> lost = [.. held.Ranges.Aggregate(wanted, (set, range) => set.Without(range)).Ranges];
        var gaps = Gaps(found, lost).ToList();

        using var connection = OutboxSchema.Connect(path, readOnly: false);
        OutboxSchema.Create(connection, found.Id, found.Machine, time);
        using var tables = new OutboxTables(connection);
        tables.Transact(() =>
        {
            foreach (var (n, reading, gap) in found.Rows)
            {
                if (gap is not null)
                    tables.Write(gap);
                else
                    tables.Write(n, reading!.Value);
            }

            foreach (var gap in gaps)
                tables.Write(gap);
            var highest = found.Highest + gaps.Count;
            // acknowledged rows that were kept are not sent again
            var rows = settled.Ranges.Aggregate(held, (set, range) => set.Without(range)).With(new RowRange(found.Highest + 1, highest));
            tables.SaveHoles(rows, highest);
            tables.SaveHighest(highest);
        });
        return lost;
    }

    // one row a range and origin; no row can be made where no instant is known
    private static IEnumerable<Gap> Gaps(DamagedFile found, ImmutableArray<RowRange> lost)
    {
        var readings = found.Rows.Where(r => r.Reading is not null).Select(r => (r.N, Reading: r.Reading!.Value)).ToArray();
        if (readings.Length == 0 || lost.IsEmpty)
            yield break;
        var ranges = lost.Length <= MostGaps ? lost : [new RowRange(lost[0].From, lost[^1].To)];
        var n = found.Highest;
        foreach (var origin in readings.GroupBy(r => r.Reading.Origin))
        {
            var rows = origin.ToArray();
            ImmutableArray<string> sensors = [.. rows.Select(r => r.Reading.Sensor).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            foreach (var range in ranges)
            {
                // from the last row before it to the first after it: the rows between were taken then
                var before = rows.LastOrDefault(r => r.N < range.From, rows[0]).Reading.T;
                var after = rows.FirstOrDefault(r => r.N > range.To, rows[^1]).Reading.T;
                yield return new Gap(++n, range.From, range.To, Math.Min(before, after), Math.Max(before, after), sensors, OutboxDamaged, origin.Key);
            }
        }
    }
}
