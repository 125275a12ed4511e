using System.Text.Json.Serialization;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>The framework's own serializer, generated at build time: the peer of the wire's hand-written one.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireRows))]
internal sealed partial class WireRowsJson : JsonSerializerContext;
