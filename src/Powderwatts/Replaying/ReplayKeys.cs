using Powderwatts.Processes;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Replaying;

/// <summary>Keys while a tape plays: space pauses it, the arrows wind it by 10 seconds. Only where stdin is a terminal.</summary>
internal static class ReplayKeys
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan step = TimeSpan.FromSeconds(10);

    /// <summary>Watches the keyboard until cancelled.</summary>
    public static async Task WatchAsync(TapePlayer player, PlayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
            return;
        Words.Say("Space pauses, the arrows wind by 10 seconds.");
        using var timer = new PeriodicTimer(lookEvery, time);
        var wind = step * Math.Max(1, options.Speed ?? 1);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            while (Console.KeyAvailable)
                Press(Console.ReadKey(intercept: true).Key, player, wind);
        }
    }

    private static void Press(ConsoleKey key, TapePlayer player, TimeSpan wind)
    {
        var state = player.State;
        switch (key)
        {
            case ConsoleKey.Spacebar when state.Paused:
                player.Resume();
                break;
            case ConsoleKey.Spacebar:
                player.Pause();
                break;
            case ConsoleKey.LeftArrow when state.Clock is { } clock:
                player.Seek(clock - (long)wind.TotalMilliseconds);
                break;
            case ConsoleKey.RightArrow when state.Clock is { } clock:
                player.Seek(clock + (long)wind.TotalMilliseconds);
                break;
        }
    }
}
