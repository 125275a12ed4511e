using System.Collections.Immutable;

namespace Powderwatts.Savings;

/// <summary>The days and hours of a site: those of its time zone, also when a day has 23 or 25 hours.</summary>
public sealed class SiteCalendar(TimeZoneInfo zone)
{
    private const long HourMs = 3_600_000;

    /// <summary>The zone's IANA name.</summary>
    public string Zone => zone.Id;

    /// <summary>The instant at which the local day of an instant began.</summary>
    public long DayStart(long t) => StartOf(LocalDate(t));

    /// <summary>The instant at which the local month of an instant began.</summary>
    public long MonthStart(long t) => StartOf(LocalDate(t) is var day ? new DateOnly(day.Year, day.Month, 1) : default);

    /// <summary>The instant at which the next local month begins.</summary>
    public long NextMonth(long t) => StartOf((LocalDate(t) is var day ? new DateOnly(day.Year, day.Month, 1) : default).AddMonths(1));

    /// <summary>The instant at which the local hour of an instant began.</summary>
    public long HourStart(long t)
    {
        var local = t + OffsetMs(t);
        return t - FloorMod(local, HourMs);
    }

    /// <summary>The instant at which a local day begins.</summary>
    public long StartOfDay(DateOnly day) => StartOf(day);

    /// <summary>The local day of an instant.</summary>
    public DateOnly DayOf(long t) => LocalDate(t);

    /// <summary>The edges of the days of a period: its start, every local midnight within it, its end.</summary>
    public ImmutableArray<long> Days(long from, long to)
    {
        var edges = ImmutableArray.CreateBuilder<long>();
        edges.Add(from);
        for (var date = LocalDate(from).AddDays(1); StartOf(date) is var edge && edge < to; date = date.AddDays(1))
        {
            if (edge > edges[^1]) // a zone that crosses the date line skips a whole day
                edges.Add(edge);
        }

        edges.Add(to);
        return edges.ToImmutable();
    }

    /// <summary>The edges of the hours of a period: its start, every full local hour within it, its end.</summary>
    public ImmutableArray<long> Hours(long from, long to)
    {
        var edges = ImmutableArray.CreateBuilder<long>();
        edges.Add(from);
        for (var edge = NextHour(from); edge < to; edge = NextHour(edge))
            edges.Add(edge);
        edges.Add(to);
        return edges.ToImmutable();
    }

    private long NextHour(long t)
    {
        var offset = OffsetMs(t);
        var local = t + offset;
        return local - FloorMod(local, HourMs) + HourMs - offset;
    }

    // the first instant whose local date is not before the given one: also right where midnight is skipped or comes twice
    private long StartOf(DateOnly date)
    {
        var guess = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        var (before, after) = (guess - (26 * HourMs), guess + (26 * HourMs));
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (LocalDate(middle) >= date)
                after = middle;
            else
                before = middle;
        }

        return after;
    }

    private DateOnly LocalDate(long t) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(t + OffsetMs(t)).UtcDateTime);

    private long OffsetMs(long t) => (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(t)).TotalMilliseconds;

    private static long FloorMod(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
