using System.Globalization;
using System.Text;

namespace Powderwatts.Exporting;

/// <summary>Puts one line of fields together in a span that is large enough.</summary>
internal ref struct CsvLine(Span<byte> target)
{
    private readonly Span<byte> target = target;
    private int length;

    /// <summary>Ends the field.</summary>
    public void Next() => target[length++] = (byte)',';

    /// <summary>Begins a field with a text that needs no quotes.</summary>
    public void Field(ReadOnlySpan<char> text)
    {
        Next();
        Text(text);
    }

    /// <summary>Adds text.</summary>
    public void Text(ReadOnlySpan<char> text) => length += Encoding.UTF8.GetBytes(text, target[length..]);

    /// <summary>Adds a number or an instant.</summary>
    public void Add<T>(T value, ReadOnlySpan<char> form = default)
        where T : IUtf8SpanFormattable
    {
        if (!value.TryFormat(target[length..], out var written, form, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("a line is longer than it can be");
        length += written;
    }

    /// <summary>Ends the line; its bytes.</summary>
    public int End()
    {
        target[length++] = (byte)'\n';
        return length;
    }
}
