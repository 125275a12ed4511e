using Powderwatts.Readings;

namespace Powderwatts.Savings.Weather;

/// <summary>The weather of each minute of a period. Climate readings are handed over in rising order.</summary>
public sealed class ClimateMinutes
{
    private const long MinuteMs = 60_000;

    private readonly ClimateTrack track = new();
    private readonly long from;
    private readonly ClimateBin[] bins;
    private int known;

    /// <summary>Begins a period.</summary>
    /// <param name="from">First instant, Unix milliseconds, on a minute.</param>
    /// <param name="to">End, Unix milliseconds, on a minute.</param>
    public ClimateMinutes(long from, long to)
    {
        this.from = from;
        bins = new ClimateBin[(to - from) / MinuteMs];
        Array.Fill(bins, ClimateBin.Unknown);
    }

    /// <summary>Takes a climate reading.</summary>
    public void Add(in Reading reading)
    {
        Reach(reading.T);
        track.Add(reading);
    }

    /// <summary>Time has come to an instant: the minutes before it are settled.</summary>
    public void Reach(long t)
    {
        for (; known < bins.Length && from + ((known + 1) * MinuteMs) <= t; known++)
            bins[known] = track.At(from + ((known + 1) * MinuteMs) - 1);
    }

    /// <summary>The weather of the minute that begins at an instant.</summary>
    public ClimateBin At(long minute) => bins[(minute - from) / MinuteMs];
}
