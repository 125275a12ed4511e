using System.Collections.Immutable;

namespace Powderwatts.Tape.Importing;

/// <summary>Finds the columns of a mapping in the header, or in the first row when there is none. Names every column that is not there.</summary>
internal sealed class CsvHeader(IReadOnlyList<string> fields, bool hasNames, string input)
{
    private const int MostListed = 12;
    private readonly ImmutableArray<ImportFault>.Builder faults = ImmutableArray.CreateBuilder<ImportFault>();

    /// <summary>The index of a column, from 0; -1 and a fault when it is not there.</summary>
    public int Find(ColumnMap column)
    {
        if (column.Number is { } number)
        {
            if (number >= 1 && number <= fields.Count)
                return number - 1;
            return Missing(column, $"is {number}; {input} has the columns 1 to {fields.Count}");
        }

        var found = -1;
        for (var i = 0; hasNames && i < fields.Count; i++)
        {
            if (!fields[i].AsSpan().Trim().SequenceEqual(column.Name))
                continue;
            if (found >= 0)
                return Missing(column, $"{RowFault.Quoted(column.Name)} stands twice in the header of {input}: use the number, {found + 1} or {i + 1}");
            found = i;
        }

        return found >= 0 ? found : Missing(column, $"{RowFault.Quoted(column.Name)} is not in the header of {input}; {Hint(column.Name)}");
    }

    /// <summary>Says what was not found.</summary>
    /// <exception cref="ImportException">Something was not found.</exception>
    public void Finish()
    {
        if (faults.Count > 0)
            throw new ImportException(faults.ToImmutable());
    }

    private int Missing(ColumnMap column, string reason)
    {
        faults.Add(new(column.Place, reason));
        return -1;
    }

    private string Hint(string name)
    {
        var near = fields.Select(f => f.Trim()).FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? fields.Select(f => f.Trim()).Where(f => f.Length > 0).MinBy(f => Distance(f, name));
        if (near is not null && Distance(near, name) <= Math.Max(1, Math.Min(near.Length, name.Length) / 3))
            return $"did you mean {RowFault.Quoted(near)}?";
        var list = string.Join(", ", fields.Take(MostListed).Select((f, i) => f.Trim().Length > 0 ? RowFault.Quoted(f.Trim()) : $"(column {i + 1} has no name)"));
        return $"it has {list}{(fields.Count > MostListed ? " and more" : "")}; is csv.delimiter right?";
    }

    // edits between two words
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var edits = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
                (diagonal, row[j]) = (row[j], edits);
            }
        }

        return row[b.Length];
    }
}
