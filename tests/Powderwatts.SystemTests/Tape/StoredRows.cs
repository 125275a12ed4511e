using System.Globalization;
using Powderwatts.SystemTests.Booth;

namespace Powderwatts.SystemTests.Tape;

/// <summary>What a store file holds of one origin, but for the columns that differ from run to run.</summary>
internal static class StoredRows
{
    /// <summary>The demo store of a data folder.</summary>
    public static string Demo(string folder) => Path.Combine(folder, "store-demo.sqlite");

    /// <summary>Rows of an origin.</summary>
    public static long Count(string file, string origin) => StoreFile.Scalar(
        file, $"select count(*) from reading r join series s on s.id = r.series where s.origin = '{origin}'");

    /// <summary>All rows of an origin as text, in order, without sequence and outbox.</summary>
    public static List<string> Read(string file, string origin)
    {
        using var connection = StoreFile.Open(file);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            select s.site, s.node, s.sensor, s.kind, r.t, r.power_w, r.energy_wh, r.energy_from, r.quality, r.interval_s
            from reading r join series s on s.id = r.series where s.origin = '{origin}' order by s.site, s.node, s.sensor, r.t
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return rows;
    }
}
