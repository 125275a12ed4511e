using System.Buffers;

namespace Powderwatts.Readings;

/// <summary>The one rule for the ids of sites, nodes and sensors: `[a-z0-9-]{1,32}`. What passes it needs no escaping anywhere.</summary>
public static class Id
{
    private static readonly SearchValues<char> allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The longest id.</summary>
    public const int MaxLength = 32;

    /// <summary>What an id looks like, for messages.</summary>
    public const string Rule = "1 to 32 of a-z, 0-9 and -";

    /// <summary>Does the text follow the rule?</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(allowed);
}
