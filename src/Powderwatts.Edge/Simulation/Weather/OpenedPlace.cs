namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>A place with its recording.</summary>
/// <param name="Place">Where the simulation stands.</param>
/// <param name="Recording">The recording that it stands on.</param>
/// <param name="Notice">What a person must be told about the file; null when all is well.</param>
public sealed record OpenedPlace(WeatherPlace Place, WeatherRecording Recording, string? Notice);
