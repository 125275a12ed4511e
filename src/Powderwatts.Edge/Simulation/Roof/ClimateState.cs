namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>The air and the snow at one instant.</summary>
/// <param name="TemperatureC">Air temperature, degrees Celsius: recorded.</param>
/// <param name="HumidityPct">Relative humidity, percent: modelled.</param>
/// <param name="PressureHpa">Air pressure, hPa: modelled.</param>
/// <param name="DepthM">Mean snow depth on the heated strips, m: modelled.</param>
/// <param name="Wet">Is the north gutter wet?</param>
public readonly record struct ClimateState(double TemperatureC, double HumidityPct, double PressureHpa, double DepthM, bool Wet);
