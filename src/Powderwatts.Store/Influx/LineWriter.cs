using System.Globalization;

namespace Powderwatts.Store.Influx;

/// <summary>Puts one line together in a span that is large enough.</summary>
internal ref struct LineWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;
    private bool anyField;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Begins the line.</summary>
    public void Measurement(ReadOnlySpan<char> name) => Length += LineText.Measurement(target[Length..], name);

    /// <summary>Adds a tag; keys should rise, as the server sorts them otherwise.</summary>
    public void Tag(ReadOnlySpan<char> key, ReadOnlySpan<char> value)
    {
        target[Length++] = (byte)',';
        Length += LineText.Name(target[Length..], key);
        target[Length++] = (byte)'=';
        Length += LineText.Name(target[Length..], value);
    }

    /// <summary>Adds a field. A number without a suffix is a float for the server, a whole one too.</summary>
    public void Field(scoped ReadOnlySpan<byte> plainKey, double value)
    {
        Key(plainKey);
        if (!double.IsFinite(value))
            throw new FormatException("a value is not finite; line protocol cannot carry that");
        value.TryFormat(target[Length..], out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <inheritdoc cref="Field(ReadOnlySpan{byte}, double)"/>
    public void Field(scoped ReadOnlySpan<byte> plainKey, long value)
    {
        Key(plainKey);
        value.TryFormat(target[Length..], out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Adds a field whose key may need escaping.</summary>
    public void Field(ReadOnlySpan<char> key, double value)
    {
        Span<byte> escaped = stackalloc byte[LineText.MostBytes(key.Length)];
        Field(escaped[..LineText.Name(escaped, key)], value);
    }

    /// <summary>Ends the line.</summary>
    public void Timestamp(long t)
    {
        target[Length++] = (byte)' ';
        t.TryFormat(target[Length..], out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        target[Length++] = (byte)'\n';
    }

    private void Key(scoped ReadOnlySpan<byte> key)
    {
        target[Length++] = anyField ? (byte)',' : (byte)' ';
        anyField = true;
        key.CopyTo(target[Length..]);
        Length += key.Length;
        target[Length++] = (byte)'=';
    }
}
