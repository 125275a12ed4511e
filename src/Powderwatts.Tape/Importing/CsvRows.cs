using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>The rows of a CSV file.</summary>
internal sealed class CsvRows : IRowSource
{
    // a quoted field may hold line breaks; a quote that was forgotten must not swallow the file
    private const int MostLinesOfARow = 20;

    private readonly LineSource lines;
    private readonly ImportMap map;
    private readonly CsvSplitter splitter;
    private readonly CellReader cells;
    private readonly LocalClock clock;
    private readonly StampReader stamps;
    private readonly List<string> fields = [];
    private readonly int[] stampColumns = [];
    private readonly (EnergyStream Stream, (FieldMap Field, int Column)[] Fields)[] sensors = [];
    private readonly int width;
    private bool endsInRow;

    /// <summary>Reads up to the first row, and finds the columns.</summary>
    /// <exception cref="ImportException">A column of the mapping is not there.</exception>
    public CsvRows(LineSource lines, ImportMap map, IReadOnlyList<EnergyStream> streams, string input)
    {
        (this.lines, this.map) = (lines, map);
        splitter = new(map.Csv);
        cells = new(map.Missing, map.Csv.DecimalSign);
        clock = new(map.Time.Zone);
        stamps = new(map.Time.Format, clock);
        for (var i = 0; i < map.Csv.Skip && lines.TryRead(out _); i++)
        {
        }

        if (!TryReadRow(out var first))
            return;
        if (splitter.Split(first.Text, fields) != CsvSplitter.Outcome.Done)
            fields.Clear();
        width = fields.Count;
        var header = new CsvHeader(fields, map.Csv.Header, input);
        stampColumns = [.. map.Time.Columns.Select(header.Find)];
        sensors = [.. map.Sensors.Select((s, i) => (streams[i], s.Fields.Select(f => (f, header.Find(f.Column))).ToArray()))];
        header.Finish();
        if (!map.Csv.Header)
            lines.Return(first);
    }

    /// <inheritdoc/>
    public bool Next(ImportRow row)
    {
        if (!TryReadRow(out var line))
            return false;
        row.Begin(line.Number);
        row.Fault = Split(line) ?? Stamp(out var t) ?? Values(row, t);
        return true;
    }

    /// <inheritdoc/>
    public void Used(ImportRow row) => clock.Used(row.Samples[0].T);

    /// <inheritdoc/>
    public void Tell(ImportReport report)
    {
        (report.Doubled, report.Assumed) = (clock.Doubled, clock.Assumed);
        report.EndsOpen = lines.EndsOpen && endsInRow;
    }

    private bool TryReadRow(out SourceLine line)
    {
        while (lines.TryRead(out line))
        {
            endsInRow = !line.IsEnded;
            if (!line.Text.AsSpan().Trim().IsEmpty && !(map.Csv.Comment is { } comment && line.Text.StartsWith(comment, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    private RowFault? Split(SourceLine line)
    {
        if (line.IsTooLong)
            return new(RowReason.TooLong, $"it has more than {LineSource.MostCharacters} characters");
        var outcome = splitter.Split(line.Text, fields);
        if (outcome == CsvSplitter.Outcome.Open)
            outcome = GoOn(line);
        return outcome switch
        {
            CsvSplitter.Outcome.Open => new(RowReason.Quote, "a quote is not closed"),
            CsvSplitter.Outcome.Stray => new(RowReason.Quote, "something stands behind a closing quote"),
            CsvSplitter.Outcome.TooMany => new(RowReason.FieldCount, $"it has more than {CsvSplitter.MostFields} fields"),
            _ when fields.Count != width => new(RowReason.FieldCount,
                $"it has {fields.Count} fields, the {(map.Csv.Header ? "header" : "first row")} {width}{(line.IsEnded ? "" : "; the input ends in this row")}"),
            _ => null,
        };
    }

    /// <summary>A field with line breaks: the next lines belong to it, unless the quote never closes. Then they are rows of their own.</summary>
    private CsvSplitter.Outcome GoOn(SourceLine line)
    {
        var more = new List<SourceLine>();
        var text = line.Text;
        while (more.Count < MostLinesOfARow && text.Length < LineSource.MostCharacters && lines.TryRead(out var next))
        {
            more.Add(next);
            text = $"{text}\n{next.Text}";
            var outcome = splitter.Split(text, fields);
            if (outcome != CsvSplitter.Outcome.Open)
                return outcome;
        }

        for (var i = more.Count - 1; i >= 0; i--)
            lines.Return(more[i]);
        return CsvSplitter.Outcome.Open;
    }

    private RowFault? Stamp(out long t)
    {
        if (stampColumns.Length == 1)
            return stamps.TryRead(fields[stampColumns[0]], out t);
        return stamps.TryRead(string.Join(' ', stampColumns.Select(c => fields[c].Trim())), out t);
    }

    private RowFault? Values(ImportRow row, long t)
    {
        foreach (var (stream, columns) in sensors)
        {
            var values = new QuantityValues();
            foreach (var (field, column) in columns)
            {
                var value = cells.Read(fields[column], field, out var fault);
                if (fault is { } why)
                    row.Cells.Add(why);
                else if (value is null)
                    row.Missing++;
                else
                    values[field.Quantity] = value;
            }

            if (values.Count > 0)
                row.Samples.Add(new(stream, t, values));
        }

        return row.Samples.Count > 0 ? null
            : row.Cells.Count > 0 ? row.Cells[0]
            : new RowFault(RowReason.NoValue, "every mapped column is missing");
    }
}
