using System.Globalization;

namespace Powderwatts.Tests;

/// <summary>Energy straight from the texts of recordings: sums that know nothing of the product.</summary>
internal static class RecordingSums
{
    /// <summary>A column of the household week, summed over its rows and multiplied.</summary>
    public static double HouseholdWh(int column, double factor) =>
        Recordings.Lines("household-week.csv.gz").Skip(1).Select(l => l.Split(',')[column]).Where(t => t.Length > 0).Sum(Number) * factor;

    /// <summary>The two years of the plant: trapezoids between rows that are at most three quarters of an hour apart, nothing below 0 W.</summary>
    public static double PlantWh()
    {
        var rows = Recordings.Lines("pv-two-years.csv.gz").Skip(1).Select(l => l.Split(',')).Where(f => f[1].Length > 0)
            .Select(f => (At: DateTimeOffset.Parse(f[0], CultureInfo.InvariantCulture), W: Math.Max(0, Number(f[1])))).ToList();
        return rows.Zip(rows.Skip(1)).Where(p => p.Second.At - p.First.At <= TimeSpan.FromMinutes(45))
            .Sum(p => (p.First.W + p.Second.W) / 2 * (p.Second.At - p.First.At).TotalHours);
    }

    /// <summary>A day of a recording by the clock on the wall: each of its rows for a quarter of an hour.</summary>
    public static double DayWh(string recording, string day) =>
        Recordings.Lines(recording).Where(l => l.StartsWith(day, StringComparison.Ordinal)).Sum(l => Math.Max(0, Number(l.Split(',')[1]))) / 4;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
