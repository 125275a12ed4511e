using System.Globalization;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Replaying;

/// <summary>What a replay says on the terminal: words, so all of it goes to stderr.</summary>
internal static class ReplayWords
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan troubleIsNews = TimeSpan.FromSeconds(5);

    /// <summary>`12 Jan 2026 08:14:03` in the site's zone.</summary>
    public static string Instant(long instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), zone).ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>`x10`.</summary>
    public static string Speed(double? speed) => speed is { } times ? string.Create(CultureInfo.InvariantCulture, $"x{times}") : "as fast as it goes";

    /// <summary>
    /// Says where the tape is, on one line that is written over, while stderr is a terminal; and once, anywhere, what holds it up.
    /// </summary>
    public static async Task WatchAsync(ReplayRun run, ReplayTape tape, PlayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(lookEvery, time);
        string? said = null;
        var since = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var progress = run.Progress;
            if (progress.Trouble is null)
                (said, since) = (null, time.GetTimestamp());
            else if (said != progress.Trouble && time.GetElapsedTime(since) > troubleIsNews)
                Console.Error.WriteLine($"{LineStart}  {said = progress.Trouble}");
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"{LineStart}  {Line(progress, tape, options)}");
        }
    }

    /// <summary>The last words.</summary>
    public static string Ended(ReplayTape tape, ReplayProgress end)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{(Console.IsErrorRedirected ? "" : LineStart)}  Replayed {end.State.Readings:N0} readings of '{tape.Name}': ");
        words += (end.Refused, end.Waiting) switch
        {
            (0, 0) when end.State is { Readings: 0, Ended: true } => "none of the tape lies between --from and --to",
            (0, 0) when end.State.Readings == 0 => $"it was stopped before the first; {end.Trouble ?? "the broker had not been reached"}",
            (0, 0) => "all are in the store",
            (0, var waiting) => string.Create(CultureInfo.InvariantCulture, $"{waiting:N0} were not acknowledged before the stop"),
            var (refused, waiting) => string.Create(CultureInfo.InvariantCulture,
                $"{refused:N0} were refused, see the collector's dead letters{(waiting > 0 ? $"; {waiting:N0} were not acknowledged" : "")}"),
        };
        if (tape.Loss.Reason is { } reason)
            words += $"; but the tape cannot be read to its end: {reason}. What it lost is not in the store, see `powderwatts tape verify`";
        return words;
    }

    private static string LineStart => Console.IsErrorRedirected ? "" : "\r\u001b[K";

    private static string Line(ReplayProgress progress, ReplayTape tape, PlayOptions options)
    {
        var state = progress.State;
        var clock = state.Clock is { } instant ? Instant(Math.Min(instant, tape.Last), tape.Zone) : "waiting for the broker";
        var pace = state.Ended ? "ended" : state.Paused ? "paused" : Speed(options.Speed);
        return string.Create(CultureInfo.InvariantCulture,
            $"REPLAY  {tape.Name}  {clock}  {pace}   {state.Readings:N0} played, {progress.Waiting:N0} on their way");
    }
}
