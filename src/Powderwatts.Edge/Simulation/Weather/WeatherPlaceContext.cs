using System.Text.Json.Serialization;

namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>Source-generated JSON of the place file: every key must be there and no other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(WeatherPlaceJson))]
internal sealed partial class WeatherPlaceContext : JsonSerializerContext;
