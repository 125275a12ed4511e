using Microsoft.Data.Sqlite;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Reads columns of an outbox by the type that was written. A flipped bit on the disk can change a value's type without SQLite noticing: that
/// is damage like any other, a <see cref="FormatException"/>, and must not end the node.
/// </summary>
internal static class OutboxFields
{
    /// <summary>A whole number.</summary>
    public static long Whole(this SqliteDataReader row, int column) => row.GetValue(column) is long value ? value : throw Fault(row, column);

    /// <summary>A whole number that may be absent.</summary>
    public static long? WholeOrNone(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Whole(column);

    /// <summary>A number.</summary>
    public static double Real(this SqliteDataReader row, int column) => row.GetValue(column) is double value && double.IsFinite(value) ? value : throw Fault(row, column);

    /// <summary>A text.</summary>
    public static string Text(this SqliteDataReader row, int column) => row.GetValue(column) as string ?? throw Fault(row, column);

    /// <summary>The packed body of a row: at least its head.</summary>
    public static byte[] Body(this SqliteDataReader row, int column) => row.GetValue(column) is byte[] { Length: > 0 } packed ? packed : throw Fault(row, column);

    /// <summary>The number of a source.</summary>
    public static int SourceId(this SqliteDataReader row, int column) => row.Whole(column) is var id and >= 0 and <= int.MaxValue ? (int)id : throw Fault(row, column);

    /// <summary>What rows have in common: sensor, origin, interval and counter in four columns.</summary>
    public static RowSource Source(this SqliteDataReader row, int first)
    {
        var origin = row.Whole(first + 1);
        if (origin is < (long)Origin.Live or > (long)Origin.Sim)
            throw Fault(row, first + 1);
        return new RowSource(row.Text(first), (Origin)origin, row.Real(first + 2), row.WholeOrNone(first + 3));
    }

    private static FormatException Fault(SqliteDataReader row, int column) =>
        new($"column '{row.GetName(column)}' of the outbox holds a value that was never written to it");
}
