using System.Text;

namespace Powderwatts.Tape.Importing;

/// <summary>Splits a row into fields: RFC 4180 with any delimiter and quote, or runs of blanks.</summary>
internal sealed class CsvSplitter(CsvLayout layout)
{
    /// <summary>The most fields of a row.</summary>
    public const int MostFields = 4096;

    private readonly StringBuilder quoted = new();

    /// <summary>What became of a row.</summary>
    public enum Outcome
    {
        /// <summary>It is split.</summary>
        Done,

        /// <summary>A quote is open at its end: the field may go on in the next line.</summary>
        Open,

        /// <summary>Something stands behind a closing quote.</summary>
        Stray,

        /// <summary>It has too many fields.</summary>
        TooMany,
    }

    /// <summary>Splits a row.</summary>
    public Outcome Split(ReadOnlySpan<char> text, List<string> fields)
    {
        fields.Clear();
        if (layout.Delimiter == CsvLayout.Blanks)
            text = text.Trim(" \t");
        while (true)
        {
            if (fields.Count == MostFields)
                return Outcome.TooMany;
            var outcome = layout.Quote is { } quote && text.Length > 0 && text[0] == quote
                ? Quoted(ref text, quote, fields)
                : Plain(ref text, fields);
            if (outcome is { } end)
                return end;
        }
    }

    /// <summary>Takes a field and the delimiter behind it; null when there is another field.</summary>
    private Outcome? Plain(ref ReadOnlySpan<char> text, List<string> fields)
    {
        var end = Delimiter(text);
        fields.Add((end < 0 ? text : text[..end]).ToString());
        return Next(ref text, end);
    }

    private Outcome? Quoted(ref ReadOnlySpan<char> text, char quote, List<string> fields)
    {
        quoted.Clear();
        for (var rest = text[1..]; ;)
        {
            var end = rest.IndexOf(quote);
            if (end < 0)
                return Outcome.Open;
            quoted.Append(rest[..end]);
            rest = rest[(end + 1)..];
            if (!rest.IsEmpty && rest[0] == quote)
            {
                quoted.Append(quote);
                rest = rest[1..];
                continue;
            }

            fields.Add(quoted.ToString());
            text = rest;
            var delimiter = Delimiter(rest);
            return rest.IsEmpty || delimiter == 0 ? Next(ref text, rest.IsEmpty ? -1 : 0) : Outcome.Stray;
        }
    }

    private int Delimiter(ReadOnlySpan<char> text) =>
        layout.Delimiter == CsvLayout.Blanks ? text.IndexOfAny(' ', '\t') : text.IndexOf(layout.Delimiter);

    private Outcome? Next(ref ReadOnlySpan<char> text, int end)
    {
        if (end < 0)
            return Outcome.Done;
        text = text[(end + 1)..];
        if (layout.Delimiter == CsvLayout.Blanks)
            text = text.TrimStart(" \t");
        return null;
    }
}
