using System.Collections.Immutable;
using System.Globalization;

namespace Powderwatts.Edge.Simulation.Recordings;

/// <summary>Reads the CSV of a load recording, strictly: a fault names the file, the line, the column and what to do.</summary>
internal static class LoadCsv
{
    /// <summary>The most rows: over eleven days at one a second.</summary>
    public const int MaxRows = 1_000_000;

    private const string InstantColumn = "Timestamp";
    private const string PowerColumn = "Active (W)";
    private const int SecondsLength = 19; // 2022-11-22 11:19:03

    private static readonly string[] forms = ["yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <exception cref="SimulationException">A line does not follow the form.</exception>
    public static LoadRecording Read(TextReader reader, string name)
    {
        var line = 0;
        string[]? header = null;
        var (instantAt, powerAt) = (0, 0);
        var rows = ImmutableArray.CreateBuilder<(long Ticks, double Watts)>();
        DateTimeOffset first = default, last = default;
        var zoned = false;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (header is null && text.StartsWith('#'))
                continue;
            if (text.Contains('"'))
                throw Fault(null, "it has a quotation mark", "write the file without quotes");
            var fields = text.Split(',');
            if (header is null)
            {
                header = fields;
                (instantAt, powerAt) = (Find(InstantColumn), Find(PowerColumn));
                continue;
            }

            if (fields.Length != header.Length)
                throw Fault(null, $"it has {fields.Length} fields and the header has {header.Length}", "give every line a field for each column");
            if (rows.Count == MaxRows)
                throw Fault(null, $"the file has over {MaxRows} rows", "cut it, or take fewer rows a second");

            var instantText = fields[instantAt];
            if (!DateTimeOffset.TryParseExact(instantText, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                throw Fault(InstantColumn, $"'{instantText}' is no instant", "write it as 2022-11-22 11:19:03 or 2022-11-22T11:19:03.5Z");
            var hasZone = instantText.AsSpan(SecondsLength).ContainsAny('Z', '+', '-');
            if (rows.Count == 0)
                (first, zoned) = (instant, hasZone);
            else if (hasZone != zoned)
                throw Fault(InstantColumn, $"'{instantText}' {(zoned ? "has no zone and the rows before have one" : "has a zone and the rows before have none")}", "write all instants in one form");
            else if (instant <= last)
                throw Fault(InstantColumn, $"'{instantText}' is not later than the row before", "sort the rows, and remove repeated ones");
            last = instant;

            var wattsText = fields[powerAt];
            if (!double.TryParse(wattsText, NumberStyles.Float, CultureInfo.InvariantCulture, out var watts) || !double.IsFinite(watts))
                throw Fault(PowerColumn, $"'{wattsText}' is no number", "write watts with a decimal point, such as 3555.28");
            if (watts is < 0 or > LoadRecording.MaxWatts)
                throw Fault(PowerColumn, FormattableString.Invariant($"{watts} W is out of range: the 12 V strip ends at 8 A, 1:100 of {LoadRecording.MaxWatts} W"), FormattableString.Invariant($"keep the power from 0 to {LoadRecording.MaxWatts} W"));
            rows.Add(((instant - first).Ticks, watts));
        }

        if (header is null)
            throw Fault(null, "the file has no header", $"begin it with a line that names the columns '{InstantColumn}' and '{PowerColumn}'");
        if (rows.Count < 2)
            throw Fault(null, $"the file has {rows.Count} rows of values", "give it at least two");
        return new LoadRecording(name, rows.DrainToImmutable());

        int Find(string column)
        {
            var at = Array.IndexOf(header, column);
            if (at < 0)
                throw Fault(column, $"the header has no column '{column}'", $"name the columns '{InstantColumn}' and '{PowerColumn}'");
            if (Array.LastIndexOf(header, column) != at)
                throw Fault(column, $"the header has the column '{column}' twice", "remove one");
            return at;
        }

        SimulationException Fault(string? column, string cause, string next) =>
            new($"cannot read the load recording '{name}', line {line}{(column is null ? "" : $", column '{column}'")}: {cause}; {next}");
    }
}
