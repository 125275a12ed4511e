using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Powderwatts.Readings;

/// <summary>The 128-bit random id of one outbox, written as 32 hex digits.</summary>
public readonly record struct OutboxId
{
    private static readonly SearchValues<char> digits = SearchValues.Create("0123456789abcdef");

    private OutboxId(UInt128 value) => Value = value;

    /// <summary>The number behind the digits.</summary>
    public UInt128 Value { get; }

    /// <summary>The first 12 hex digits as a number: exact as a float, so a store can keep it beside each reading.</summary>
    public long First12 => (long)(Value >> 80);

    /// <summary>A new random id.</summary>
    public static OutboxId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new OutboxId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Reads exactly 32 lower-case hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out OutboxId id)
    {
        id = default;
        if (text.Length != 32 || text.ContainsAnyExcept(digits)
            || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        id = new OutboxId(value);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is no outbox id.</exception>
    public static OutboxId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no outbox id: 32 hex digits");

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
