using System.Collections.Immutable;
using System.Text;

namespace Powderwatts.Readings.Wire;

/// <summary>The keys that a JSON object of the contract may have, in the order in which they are written.</summary>
internal sealed class KeySet
{
    private readonly ImmutableArray<string> names;
    private readonly ImmutableArray<byte[]> utf8Names;

    /// <param name="noun">What an unknown key is called in messages.</param>
    /// <param name="names">At most 32 names.</param>
    public KeySet(string noun, params ReadOnlySpan<string> names)
    {
        if (names.Length > 32)
            throw new ArgumentException("at most 32 keys", nameof(names));
        Noun = noun;
        this.names = [.. names];
        utf8Names = [.. this.names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>What an unknown key is called in messages.</summary>
    public string Noun { get; }

    /// <summary>How many keys there are.</summary>
    public int Count => names.Length;

    /// <summary>A key's name.</summary>
    public string this[int key] => names[key];

    /// <summary>A key's name as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int key) => utf8Names[key];

    /// <summary>Throws for the first key of <paramref name="required"/> that was not seen.</summary>
    public void Require(uint seen, uint required)
    {
        var missing = required & ~seen;
        if (missing != 0)
            throw new WireException($"{names[System.Numerics.BitOperations.TrailingZeroCount(missing)]} is missing");
    }
}
