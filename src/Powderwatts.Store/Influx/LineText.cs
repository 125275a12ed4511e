using System.Buffers;
using System.Text;

namespace Powderwatts.Store.Influx;

/// <summary>
/// Names in line protocol. In a measurement the comma and the space are escaped, in tag keys, tag values and field keys the equals
/// sign too. What the format cannot carry at all is refused: nothing, control characters (a line break would begin a second
/// point), and a backslash at the end (it would escape what follows).
/// </summary>
internal static class LineText
{
    private static readonly SearchValues<char> plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>The most bytes that a name of this many characters can take.</summary>
    public static int MostBytes(int characters) => characters * 3;

    /// <summary>Writes a measurement; returns the bytes written.</summary>
    /// <exception cref="FormatException">Line protocol cannot carry it.</exception>
    public static int Measurement(Span<byte> target, ReadOnlySpan<char> text) => Write(target, text, escapeEquals: false);

    /// <summary>Writes a tag key, a tag value or a field key; returns the bytes written.</summary>
    /// <exception cref="FormatException">Line protocol cannot carry it.</exception>
    public static int Name(Span<byte> target, ReadOnlySpan<char> text) => Write(target, text, escapeEquals: true);

    private static int Write(Span<byte> target, ReadOnlySpan<char> text, bool escapeEquals)
    {
        if (text.Length > 0 && !text.ContainsAnyExcept(plain))
            return Encoding.UTF8.GetBytes(text, target);
        if (text.Length == 0)
            throw new FormatException("a name is empty; line protocol cannot carry that");
        if (text[^1] == '\\')
            throw new FormatException($"'{text}' ends with a backslash; line protocol cannot carry that");
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                throw new FormatException("a name holds a control character or broken text; line protocol cannot carry that");
            if (rune.Value is ',' or ' ' || (escapeEquals && rune.Value is '='))
                target[at++] = (byte)'\\';
            at += rune.EncodeToUtf8(target[at..]);
        }

        return at;
    }
}
