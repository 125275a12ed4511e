namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>
/// Where on a weather recording the simulation stands: made once, at first start, so that a winter month ends there and then, on one of its last days with frost.
/// Speed moves the weather and never an instant: from the anchor on, weather time runs at <see cref="Speed"/>; before it, at 1,
/// so that 30 days of back-fill are 30 days of weather.
/// </summary>
/// <remarks>
/// Weather instants are local standard time of the recording and don't wrap: an instant beyond the recording's end belongs to a
/// later lap of it.
/// </remarks>
public sealed record WeatherPlace
{
    /// <summary>Days behind the anchor that the back-fill needs.</summary>
    public const int DaysBehind = 30;

    /// <summary>Days before those in which the model roof settles.</summary>
    public const int DaysToSettle = 2;

    private const int DaysToChoose = 10;
    private const int HoursToShow = 4;
    private const double FrostC = 0;

    /// <summary>The fastest weather: an hour a second.</summary>
    public const double MaxSpeed = 3600;

    /// <summary>What the model roof's chances are drawn from.</summary>
    public required long Seed { get; init; }

    /// <summary>The recording's name.</summary>
    public required string Recording { get; init; }

    /// <summary>The weather instant at which the model roof begins.</summary>
    public required DateTime StartWeather { get; init; }

    /// <summary>The instant at which this speed began.</summary>
    public required DateTimeOffset Anchor { get; init; }

    /// <summary>The weather instant at the anchor.</summary>
    public required DateTime AnchorWeather { get; init; }

    /// <summary>Weather seconds in a second.</summary>
    public required double Speed { get; init; }

    /// <summary>Places a recording so that a winter month (November to April, chosen by the seed) ends now, at the site's hour of a day with frost.</summary>
    /// <exception cref="SimulationException">The recording holds no winter month with enough days before it, or the speed is out of range.</exception>
    public static WeatherPlace First(WeatherRecording recording, long seed, TimeZoneInfo zone, double speed, DateTimeOffset now)
    {
        CheckSpeed(speed);
        var hourOfDay = TimeZoneInfo.ConvertTime(now, zone).TimeOfDay;
        var ends = LastDays(recording).Select(day => day + hourOfDay).ToArray();
        if (ends.Length == 0)
            throw new SimulationException($"cannot place the weather recording '{recording.Name}': no month from November to April ends in it with {DaysBehind + DaysToSettle} days before; take a longer recording");
        var end = ColdDay(recording, ends[(int)(ValueNoise.Unit(seed, NoiseStream.Month, 0) * ends.Length)]);
        return new WeatherPlace
        {
            Seed = seed,
            Recording = recording.Name,
            StartWeather = end.AddDays(-DaysBehind - DaysToSettle),
            Anchor = now,
            AnchorWeather = end,
            Speed = speed,
        };
    }

    /// <summary>The weather instant that belongs to an instant; never before <see cref="StartWeather"/>. After thousands of years of weather it stands still.</summary>
    public DateTime WeatherAt(DateTimeOffset instant)
    {
        var since = instant - Anchor;
        if (since <= TimeSpan.Zero)
            return since > StartWeather - AnchorWeather ? AnchorWeather + since : StartWeather;
        var room = DateTime.MaxValue - AnchorWeather;
        return since < room / Math.Max(Speed, 1) ? AnchorWeather + since * Speed : DateTime.MaxValue;
    }

    /// <summary>The same weather from now on at another speed: a new anchor, so that nothing jumps.</summary>
    /// <exception cref="SimulationException">The speed is out of range.</exception>
    public WeatherPlace At(double speed, DateTimeOffset now)
    {
        CheckSpeed(speed);
        return this with { Anchor = now, AnchorWeather = WeatherAt(now), Speed = speed };
    }

    // a roof in a thaw has nothing to show: the month ends on its last day with frost about for the next hours, else on the coldest of them
    private static DateTime ColdDay(WeatherRecording recording, DateTime end)
    {
        var earliest = recording.Start.AddDays(DaysBehind + DaysToSettle);
        return Enumerable.Range(0, DaysToChoose).Select(days => end.AddDays(-days)).Where(day => day >= earliest || day == end)
            .Select(day => (Day: day, WarmestC: Enumerable.Range(0, HoursToShow).Max(hours => recording.At(day.AddHours(hours)).TemperatureC)))
            .OrderBy(choice => Math.Max(choice.WarmestC, FrostC)).ThenByDescending(choice => choice.Day)
            .First().Day;
    }

    private static void CheckSpeed(double speed)
    {
        if (!(speed > 0 && speed <= MaxSpeed))
            throw new SimulationException(FormattableString.Invariant($"cannot run the weather at speed {speed}: it must be above 0 and at most {MaxSpeed}; 1 is real time"));
    }

    private static IEnumerable<DateTime> LastDays(WeatherRecording recording)
    {
        var end = recording.Start + recording.Length;
        for (var month = new DateTime(recording.Start.Year, recording.Start.Month, 1).AddMonths(1); month <= end; month = month.AddMonths(1))
        {
            var lastDay = month.AddDays(-1);
            if (lastDay.Month is >= 11 or <= 4 && lastDay.AddDays(-DaysBehind - DaysToSettle) >= recording.Start)
                yield return lastDay;
        }
    }
}
