using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>
/// A recorded stretch of hourly weather. Between the hours temperature and depth are straight lines and precipitation is
/// even; at its end it begins anew.
/// </summary>
public sealed class WeatherRecording
{
    private const string BundledName = "donner-2017";
    private const long HourMs = 3_600_000;

    /// <summary>Makes a recording of whole hours.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">The instant of the first row, local standard time of the station.</param>
    /// <param name="hours">One row an hour, at least two.</param>
    internal WeatherRecording(string name, DateTime start, ImmutableArray<WeatherHour> hours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours.Length, 2);
        (Name, Start, Hours) = (name, start, hours);
    }

    /// <summary>Its name: `donner-2017`.</summary>
    public string Name { get; }

    /// <summary>The first hour, local standard time of the station.</summary>
    public DateTime Start { get; }

    /// <summary>One row an hour.</summary>
    public ImmutableArray<WeatherHour> Hours { get; }

    /// <summary>The length of one lap.</summary>
    public TimeSpan Length => TimeSpan.FromHours(Hours.Length);

    internal long LengthMs => Hours.Length * HourMs;

    /// <summary>The bundled winter: SNOTEL station 428, November 2016 to April 2017 and three days before it.</summary>
    public static WeatherRecording OpenBundled()
    {
        using var stream = typeof(WeatherRecording).Assembly.GetManifestResourceStream($"Simulation.Weather.{BundledName}.csv")
            ?? throw new SimulationException($"cannot open the weather recording '{BundledName}': it is not in this build; build the program anew");
        using var reader = new StreamReader(stream);
        return WeatherCsv.Read(reader, BundledName);
    }

    /// <summary>Finds a recording that this build holds.</summary>
    public static bool TryOpen(string name, [NotNullWhen(true)] out WeatherRecording? recording)
    {
        recording = name == BundledName ? OpenBundled() : null;
        return recording is not null;
    }

    /// <summary>The weather at an instant of the station's local standard time; outside the recording it repeats.</summary>
    public WeatherSample At(DateTime weather) => At((weather - Start).Ticks / TimeSpan.TicksPerMillisecond);

    /// <summary>The weather at a distance from the first hour.</summary>
    internal WeatherSample At(long weatherMs)
    {
        var (before, after, x) = Neighbours(weatherMs);
        return new WeatherSample(
            before.TemperatureC + (after.TemperatureC - before.TemperatureC) * x,
            after.PrecipitationMm,
            before.SnowDepthM + (after.SnowDepthM - before.SnowDepthM) * x);
    }

    /// <summary>Precipitation over the hour around an instant, mm/h: the same amounts without steps at the hours.</summary>
    internal double PrecipitationAround(long weatherMs)
    {
        var (earlier, later, x) = Neighbours(weatherMs + HourMs / 2);
        return earlier.PrecipitationMm * (1 - x) + later.PrecipitationMm * x;
    }

    private (WeatherHour Before, WeatherHour After, double X) Neighbours(long weatherMs)
    {
        var position = weatherMs % LengthMs;
        if (position < 0)
            position += LengthMs;
        var hour = (int)Math.DivRem(position, HourMs, out var rest);
        return (Hours[hour], Hours[hour + 1 == Hours.Length ? 0 : hour + 1], (double)rest / HourMs);
    }
}
