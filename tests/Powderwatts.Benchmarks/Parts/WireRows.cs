using System.Text.Json.Serialization;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>A chunk as a plain object.</summary>
internal sealed class WireRows
{
    [JsonPropertyName("outbox")]
    public string Outbox { get; set; } = "";

    [JsonPropertyName("readings")]
    public WireRow[] Readings { get; set; } = [];
}
