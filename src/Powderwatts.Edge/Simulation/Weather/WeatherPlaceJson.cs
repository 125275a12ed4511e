namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>The form of `simulation.json`.</summary>
internal sealed record WeatherPlaceJson(
    int Version, long Seed, string Recording, DateTime StartWeather, DateTimeOffset Anchor, DateTime AnchorWeather, double Speed);
