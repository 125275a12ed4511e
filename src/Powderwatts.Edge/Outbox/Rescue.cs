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

    private const int CommittedAtOnce = 5_000; // rows: memory stays bounded however large the file is

    /// <summary>Rescues the rows of a file.</summary>
    /// <param name="damaged">The damaged file; it is not changed.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was found; null when not even the outbox's id can be read.</returns>
    /// <exception cref="OutboxException">The new file cannot be written.</exception>
    public static RescuedRows? Run(string damaged, string target, TimeProvider time)
    {
        using var found = DamagedFile.Open(damaged);
        if (found is null)
            return null;
        try
        {
            OutboxFiles.Delete(target); // of a rescue that was cut short
            return Write(target, found, time);
        }
        catch (SqliteException fault)
        {
            throw OutboxException.From("rescue rows into", target, fault);
        }
    }

    private static RescuedRows Write(string path, DamagedFile found, TimeProvider time)
    {
        using var connection = OutboxSchema.Connect(path, readOnly: false);
        OutboxSchema.Create(connection, found.Id, found.Machine, time);
        using var tables = new OutboxTables(connection);
        // what was acknowledged is not lost; where that can't be read, all that is missing is named as lost
        var settled = found.Holes ?? RowSet.Empty;
        var sequences = new RescuedSequences(settled);
        foreach (var rows in found.Rows().Chunk(CommittedAtOnce))
        {
            tables.Transact(() =>
            {
                foreach (var (n, reading, gap) in rows)
                {
                    if (gap is not null)
                        tables.Write(gap);
                    else
                        tables.Write(n, reading!.Value);
                }
            });
            foreach (var (n, reading, gap) in rows)
                sequences.Add(n, reading, gap);
        }

        sequences.End(found.Highest);
        tables.Transact(() =>
        {
            var highest = sequences.Highest;
            foreach (var gap in sequences.Gaps())
            {
                tables.Write(gap);
                highest = gap.N;
            }

            // acknowledged rows that were kept are not sent again
            var rows = settled.Ranges.Aggregate(sequences.Held, (set, range) => set.Without(range)).With(new RowRange(sequences.Highest + 1, highest));
            tables.SaveHoles(rows, highest);
            tables.SaveHighest(highest);
        });
        return new RescuedRows(found.Id, sequences.Held.Count, sequences.Lost);
    }
}
