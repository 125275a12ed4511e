namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>The weather at one instant.</summary>
/// <param name="TemperatureC">Air temperature, degrees Celsius.</param>
/// <param name="PrecipitationMmPerHour">Water that falls, mm/h, as rain or as snow.</param>
/// <param name="SnowDepthM">Snow on the ground at the station, m.</param>
public readonly record struct WeatherSample(double TemperatureC, double PrecipitationMmPerHour, double SnowDepthM);
