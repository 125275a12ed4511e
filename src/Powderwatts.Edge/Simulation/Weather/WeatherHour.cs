namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>One row of a weather recording.</summary>
/// <param name="TemperatureC">Air temperature at the hour, degrees Celsius.</param>
/// <param name="PrecipitationMm">Water that fell in the hour that ends here, mm.</param>
/// <param name="SnowDepthM">Snow on the ground at the hour, m.</param>
/// <param name="Interpolated">Some value was missing in the recording and is a straight line between its neighbours.</param>
public readonly record struct WeatherHour(double TemperatureC, double PrecipitationMm, double SnowDepthM, bool Interpolated);
