namespace Powderwatts.Tests;

/// <summary>One point of line protocol as it was read.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Tags">The tags in their order.</param>
/// <param name="Fields">The fields in their order: double, long, ulong, string or bool.</param>
/// <param name="Timestamp">In the units of the request; null for none.</param>
internal sealed record LinePoint(
    string Measurement, IReadOnlyList<(string Key, string Value)> Tags, IReadOnlyList<(string Key, object Value)> Fields, long? Timestamp)
{
    /// <summary>What tells it from other points: measurement, tags and instant.</summary>
    public string Identity => $"{Measurement},{string.Join(',', Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"))} {Timestamp}";
}
