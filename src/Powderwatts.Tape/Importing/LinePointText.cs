using System.Text;

namespace Powderwatts.Tape.Importing;

/// <summary>Takes one line of line protocol apart: measurement, tags, fields, timestamp. Used again for every line.</summary>
internal sealed class LinePointText
{
    private const int MostParts = 256;
    private readonly StringBuilder part = new();

    /// <summary>The measurement.</summary>
    public string Measurement { get; private set; } = "";

    /// <summary>The tags.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields as they are written: `1.5`, `3i`, `t`; a text with its quotes.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The timestamp; empty when there is none.</summary>
    public string Stamp { get; private set; } = "";

    /// <summary>Takes a line apart; says what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<char> line)
    {
        Tags.Clear();
        Fields.Clear();
        line = line.Trim();
        Measurement = Name(ref line, ", ");
        if (Measurement.Length == 0)
            return "it has no measurement";
        while (!line.IsEmpty && line[0] == ',')
        {
            line = line[1..];
            var key = Name(ref line, ",= ");
            if (key.Length == 0 || line.IsEmpty || line[0] != '=')
                return "a tag has no value";
            line = line[1..];
            var value = Name(ref line, ",= ");
            if (value.Length == 0 || Tags.Count == MostParts || !Tags.TryAdd(key, value))
                return $"tag {RowFault.Quoted(key)} is empty or stands twice";
        }

        if (line.IsEmpty || line[0] != ' ')
            return "it has no fields";
        line = line.TrimStart(' ');
        while (true)
        {
            var key = Name(ref line, ",= ");
            if (key.Length == 0 || line.IsEmpty || line[0] != '=')
                return "a field has no value";
            line = line[1..];
            if (Value(ref line) is not { Length: > 0 } value)
                return $"field {RowFault.Quoted(key)} has no value or a quote that is not closed";
            if (Fields.Count == MostParts || !Fields.TryAdd(key, value))
                return $"field {RowFault.Quoted(key)} stands twice";
            if (line.IsEmpty || line[0] != ',')
                break;
            line = line[1..];
        }

        if (!line.IsEmpty && line[0] != ' ')
            return "something stands behind a field";
        Stamp = line.Trim(' ').ToString();
        return Stamp.Contains(' ', StringComparison.Ordinal) ? "something stands behind the timestamp" : null;
    }

    /// <summary>A name up to one of the ends; a backslash before one of them, or before an equals sign, takes its meaning away.</summary>
    private string Name(ref ReadOnlySpan<char> line, ReadOnlySpan<char> ends)
    {
        part.Clear();
        while (!line.IsEmpty)
        {
            if (line[0] == '\\' && line.Length > 1 && line[1] is ',' or '=' or ' ')
            {
                part.Append(line[1]);
                line = line[2..];
                continue;
            }

            if (ends.Contains(line[0]))
                break;
            part.Append(line[0]);
            line = line[1..];
        }

        return part.ToString();
    }

    private static string? Value(ref ReadOnlySpan<char> line)
    {
        var end = 0;
        if (!line.IsEmpty && line[0] == '"')
        {
            for (end = 1; end < line.Length && line[end] != '"'; end++)
            {
                if (line[end] == '\\')
                    end++;
            }

            if (end >= line.Length)
                return null;
            end++;
        }
        else
        {
            end = line.IndexOfAny(',', ' ') is var found and >= 0 ? found : line.Length;
        }

        var value = line[..end].ToString();
        line = line[end..];
        return value;
    }
}
