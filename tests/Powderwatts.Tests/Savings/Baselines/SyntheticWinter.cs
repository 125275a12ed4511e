using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Tests.Savings.Baselines;

/// <summary>
/// A made-up winter of six months of thirty days: 200 ft of self-regulating cable that draws 8 W/ft less 0.15 W/ft for every °C,
/// between 3 and 11, and 0.65 of that in dry air. Snow lies until it is melted; a controller heats while it lies and it is near freezing. What the cable would have
/// drawn while off is known here, so the methods can be held against it.
/// </summary>
internal sealed class SyntheticWinter
{
    public const double RatedW = 2000;
    public const long DayMs = 86_400_000;
    public const long MonthMs = 30 * DayMs;

    private const double Feet = 200;
    private const double DryFactor = 0.65;

    private static readonly double[] meanC = [4, -1, -5, -6, -2, 4];
    private static readonly double[] stormsADay = [0.15, 0.35, 0.5, 0.5, 0.35, 0.15];

    private readonly SummaryFolder days = new(RatedW, t => t / DayMs * DayMs);

    /// <param name="seed">Seed of weather and control.</param>
    /// <param name="audits">Is the cable switched on for 15 minutes in weather that the month has too few samples of?</param>
    public SyntheticWinter(int seed, bool audits)
    {
        var random = new Random(seed);
        var (drift, snow, onUntil, onSince, auditUntil) = (0.0, 0, -1L, -1L, -1L);
        var settled = new Dictionary<(int Month, ClimateBin Bin), int>();
        for (var minute = 0L; minute < 6 * 30 * 1440; minute++)
        {
            var month = (int)(minute / (30 * 1440));
            var ofDay = minute % 1440;
            drift += (-drift / 2880) + (0.08 * ((2 * random.NextDouble()) - 1));
            var celsius = meanC[month] + (4 * Math.Sin((ofDay - 540) * Math.PI / 720)) + (3 * drift);
            if (random.NextDouble() < stormsADay[month] / 1440)
                snow += 200 + random.Next(2400);
            var wet = snow > 0;
            if (wet && celsius is > -7 and < 2)
                onUntil = minute + 60;
            var bin = ClimateBin.Of(celsius, wet ? Wetness.Wet : Wetness.Dry);
            var known = settled.GetValueOrDefault((month, bin));
            if (audits && minute % 60 == 0 && known < 60)
                auditUntil = minute + 15;
            var on = minute < onUntil || minute < auditUntil;
            if (wet && (on || celsius > 0.5))
                snow--; // it lies until it is melted
            onSince = !on ? -1 : onSince < 0 ? minute : onSince;
            var rested = on && minute >= onSince + 5;
            if (rested)
                settled[(month, bin)] = known + 1;

            var wouldDraw = Feet * Math.Clamp(8 - (0.15 * celsius), 3, 11) * (wet ? 1 : DryFactor) * (0.98 + (0.04 * random.NextDouble()));
            if (on)
                ActualWh[month] += wouldDraw / 60;
            else
                TruthWh[month] += wouldDraw / 60;
            days.Add(
                new CircuitMinute(minute * 60_000, on ? 60_000 : 0, on ? 0 : 60_000, on ? wouldDraw / 60 : 0, on ? wouldDraw : 0, rested), bin);
        }
    }

    /// <summary>What it drew while on, Wh, by month.</summary>
    public double[] ActualWh { get; } = new double[6];

    /// <summary>What it would have drawn while off, Wh, by month.</summary>
    public double[] TruthWh { get; } = new double[6];

    /// <summary>The days of one month.</summary>
    public IReadOnlyList<BinSummary> Month(int month) => [.. days.Rows().Where(r => r.T / MonthMs == month)];
}
