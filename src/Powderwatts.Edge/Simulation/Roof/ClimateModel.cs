using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>What the recording does not hold: sun, humidity and pressure. Pure functions of seed and weather time.</summary>
internal sealed class ClimateModel(WeatherRecording recording, long seed)
{
    private const double LatitudeDegrees = 39.3; // Donner Summit
    private const double StationPressureHpa = 785; // the standard atmosphere at 2,100 m
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    private readonly long startDayOfYearMs = (recording.Start - new DateTime(recording.Start.Year, 1, 1)).Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Sunshine on a flat, clear surface at the station as a share of the sun at the zenith; clouds come with precipitation and with the seed.</summary>
    public double Sun(long weatherMs, double precipitationMmPerHour)
    {
        var yearMs = startDayOfYearMs + weatherMs % recording.LengthMs;
        var day = (double)yearMs / DayMs;
        var hourAngle = (day % 1 - 0.5) * 2 * Math.PI;
        if (Math.Abs(hourAngle) > 2)
            return 0; // over seven and a half hours from noon: night in every winter month
        var declination = -23.44 * Math.PI / 180 * Math.Cos(2 * Math.PI / 365.25 * (day + 10));
        const double latitude = LatitudeDegrees * Math.PI / 180;
        var height = Math.Sin(latitude) * Math.Sin(declination) + Math.Cos(latitude) * Math.Cos(declination) * Math.Cos(hourAngle);
        if (height <= 0)
            return 0;
        var cloud = precipitationMmPerHour > 0 ? 0.2 : 0.7 + 0.3 * ValueNoise.At(seed, NoiseStream.Cloud, weatherMs, 3 * HourMs);
        return height * cloud;
    }

    /// <summary>Relative humidity, percent, and pressure, hPa.</summary>
    public (double HumidityPct, double PressureHpa) Air(long weatherMs, double temperatureC)
    {
        var precipitation = recording.PrecipitationAround(weatherMs);
        var damp = Math.Clamp(precipitation, 0, 1);
        var dryDepression = 6 + 3 * ValueNoise.At(seed, NoiseStream.DewPoint, weatherMs, 6 * HourMs) + 7 * Sun(weatherMs, 0);
        var dewPoint = temperatureC - (dryDepression * (1 - damp) + 0.6 * damp);
        var humidity = 100 * SaturationHpa(dewPoint) / SaturationHpa(temperatureC);
        var pressure = StationPressureHpa - 4 * damp
            + 7 * ValueNoise.At(seed, NoiseStream.Pressure, weatherMs, 3 * DayMs) + 0.6 * ValueNoise.At(seed, NoiseStream.Pressure + 1000, weatherMs, 4 * HourMs);
        return (humidity, pressure);
    }

    // Magnus formula over water, WMO coefficients
    private static double SaturationHpa(double temperatureC) => 6.112 * Math.Exp(17.62 * temperatureC / (243.12 + temperatureC));
}
