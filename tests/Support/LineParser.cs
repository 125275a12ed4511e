using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Powderwatts.Tests;

/// <summary>
/// A strict reader of InfluxDB's line protocol, for tests: what the format's own description does not allow is an error, also
/// where some servers let it pass.
/// </summary>
internal sealed partial class LineParser
{
    private readonly string text;
    private int at;

    private LineParser(string text) => this.text = text;

    /// <summary>Reads all points.</summary>
    /// <exception cref="FormatException">A line is not line protocol; says which character.</exception>
    public static List<LinePoint> Parse(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("no UTF-8", error);
        }

        var parser = new LineParser(text);
        var points = new List<LinePoint>();
        while (parser.Next() is { } point)
            points.Add(point);
        return points;
    }

    private char Here => at < text.Length ? text[at] : '\0';

    private bool AtEnd => at == text.Length || Here == '\n' || (Here == '\r' && (at + 1 == text.Length || text[at + 1] == '\n'));

    private LinePoint? Next()
    {
        while (at < text.Length && (Here is '\n' or '\r' or ' ' or '#'))
        {
            if (Here == '#')
            {
                while (at < text.Length && Here != '\n')
                    at++;
            }
            else
            {
                at++;
            }
        }

        if (at == text.Length)
            return null;
        var measurement = Name(", ", ", ");
        var tags = new List<(string Key, string Value)>();
        while (Here == ',')
        {
            at++;
            var key = Name(",= ", "=, ");
            Expect('=');
            var value = Name(",= ", ", ");
            if (tags.Exists(t => t.Key == key))
                throw Fault("a tag key comes twice");
            tags.Add((key, value));
        }

        Spaces();
        var fields = new List<(string Key, object Value)>();
        do
        {
            if (fields.Count > 0)
                at++;
            var key = Name(",= ", "=, ");
            Expect('=');
            fields.Add((key, Value()));
        }
        while (Here == ',' && at < text.Length);
        long? timestamp = null;
        if (!AtEnd)
        {
            Spaces();
            if (!AtEnd)
                timestamp = Timestamp();
        }

        while (!AtEnd)
        {
            if (Here != ' ')
                throw Fault("something follows the timestamp");
            at++;
        }

        if (Here == '\r')
            at++;
        if (at < text.Length)
            at++;
        return new(measurement, tags, fields, timestamp);
    }

    private string Name(string escapable, string ends)
    {
        var name = new StringBuilder();
        for (; at < text.Length && !ends.Contains(Here, StringComparison.Ordinal); at++)
        {
            if (Here == '\\' && at + 1 < text.Length && escapable.Contains(text[at + 1], StringComparison.Ordinal))
                at++;
            else if (Here == '=' && escapable.Contains('=', StringComparison.Ordinal))
                throw Fault("an equals sign is not escaped");
            if (char.IsControl(Here))
                throw Fault("a name holds a control character");
            name.Append(Here);
        }

        return name.Length > 0 ? name.ToString() : throw Fault("a name is missing");
    }

    private object Value()
    {
        if (Here == '"')
            return Quoted();
        var start = at;
        while (!AtEnd && Here is not (',' or ' '))
            at++;
        var word = text[start..at];
        if (word is "t" or "T" or "true" or "True" or "TRUE")
            return true;
        if (word is "f" or "F" or "false" or "False" or "FALSE")
            return false;
        if (Integer().IsMatch(word) && long.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (Unsigned().IsMatch(word) && ulong.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var natural))
            return natural;
        if (Float().IsMatch(word) && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        throw Fault($"'{word}' is no value");
    }

    private string Quoted()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && Here != '"'; at++)
        {
            if (Here == '\\' && at + 1 < text.Length && "\"\\nrt".Contains(text[at + 1], StringComparison.Ordinal))
            {
                at++;
                value.Append(Here switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var same => same });
            }
            else
            {
                value.Append(Here);
            }
        }

        Expect('"');
        if (!AtEnd && Here is not (',' or ' '))
            throw Fault("something follows the closing quote");
        return value.ToString();
    }

    private long Timestamp()
    {
        var start = at;
        while (!AtEnd && Here != ' ')
            at++;
        return long.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timestamp)
            ? timestamp
            : throw Fault($"'{text[start..at]}' is no timestamp");
    }

    private void Expect(char expected)
    {
        if (at >= text.Length || Here != expected)
            throw Fault($"'{expected}' is missing");
        at++;
    }

    private void Spaces()
    {
        Expect(' ');
        while (Here == ' ')
            at++;
    }

    private FormatException Fault(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{what} at character {at}"));

    [GeneratedRegex(@"^-?[0-9]+i$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[0-9]+u$")]
    private static partial Regex Unsigned();

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
