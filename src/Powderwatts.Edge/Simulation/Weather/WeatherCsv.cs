using System.Globalization;

namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>
/// Reads a weather recording: lines that begin with `#`, a header, one row an hour without holes. An empty field is a missing
/// value: it is put on a straight line between its neighbours and the row is marked.
/// </summary>
internal static class WeatherCsv
{
    private const string Header = "instant,temperature_c,precipitation_mm,snow_depth_m";
    private static readonly string[] columns = Header.Split(',');
    private static readonly (double Low, double High)[] ranges = [(-60, 60), (0, 100), (0, 20)];

    /// <exception cref="SimulationException">A line does not follow the form.</exception>
    public static WeatherRecording Read(TextReader reader, string name)
    {
        var line = 0;
        var sawHeader = false;
        DateTime? start = null;
        List<double?[]> rows = [];
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.StartsWith('#'))
                continue;
            if (!sawHeader)
            {
                if (text != Header)
                    throw Fault(name, line, null, $"the header is '{text}'", $"write '{Header}'");
                sawHeader = true;
                continue;
            }

            var fields = text.Split(',');
            if (fields.Length != columns.Length)
                throw Fault(name, line, null, $"it has {fields.Length} fields", $"write {columns.Length}: {Header}");
            if (!DateTime.TryParseExact(fields[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
                throw Fault(name, line, columns[0], $"'{fields[0]}' is no instant", "write it as 2017-01-31 14:00:00");
            if (start is { } first && instant != first.AddHours(rows.Count))
                throw Fault(name, line, columns[0], $"'{fields[0]}' does not follow the line before by one hour", "write one row an hour, with empty fields where a value is missing");
            start ??= instant;
            rows.Add([.. Enumerable.Range(1, columns.Length - 1).Select(column => Value(fields[column], column))]);
        }

        if (start is null || rows.Count < 2)
            throw Fault(name, line, null, "it has fewer than two rows", "give it at least two hours");

        var marked = rows.Select(row => row.Any(value => value is null)).ToArray();
        for (var column = 0; column < columns.Length - 1; column++)
            Fill(rows, column, name);
        return new WeatherRecording(name, start.Value, [.. rows.Select((row, i) => new WeatherHour(row[0]!.Value, row[1]!.Value, row[2]!.Value, marked[i]))]);

        double? Value(string text, int column)
        {
            if (text.Length == 0)
                return null;
            var (low, high) = ranges[column - 1];
            if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || !(value >= low && value <= high))
                throw Fault(name, line, columns[column], $"'{text}' is no number from {low} to {high}", "correct it, or leave it empty when it is not known");
            return value;
        }
    }

    private static void Fill(List<double?[]> rows, int column, string name)
    {
        var last = -1;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i][column] is not { } value)
                continue;
            for (var hole = last + 1; hole < i; hole++)
                rows[hole][column] = last < 0 ? value : rows[last][column] + (value - rows[last][column]) * (hole - last) / (i - last);
            last = i;
        }

        if (last < 0)
            throw Fault(name, 1, columns[column + 1], "the column has no value at all", "take another recording");
        for (var hole = last + 1; hole < rows.Count; hole++)
            rows[hole][column] = rows[last][column];
    }

    private static SimulationException Fault(string name, int line, string? column, string cause, string next) =>
        new($"cannot read the weather recording '{name}', line {line}{(column is null ? "" : $", column '{column}'")}: {cause}; {next}");
}
