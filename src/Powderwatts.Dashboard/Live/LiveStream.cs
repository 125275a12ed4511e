using System.Threading.Channels;

namespace Powderwatts.Dashboard.Live;

/// <summary>
/// What one page still has to be told: the newest reading of each sensor, never a backlog. Filled and emptied by the
/// <see cref="LiveBoard"/> under its lock; only the waiting is outside.
/// </summary>
internal sealed class LiveStream
{
    /// <summary>Readings of one sensor are at least this far apart: at most 20 a second.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Dictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly List<Slot> waiting = [];

    /// <summary>Does the page need the whole site anew? So it does at first.</summary>
    public bool WantsSnapshot { get; private set; } = true;

    /// <summary>Does the page need to know how the broker link is?</summary>
    public bool WantsLink { get; set; } = true;

    /// <summary>Sensors whose status has changed.</summary>
    public HashSet<string> Changed { get; } = new(StringComparer.Ordinal);

    /// <summary>Progress that has not been told, by node.</summary>
    public Dictionary<string, Progress> Progress { get; } = new(StringComparer.Ordinal);

    /// <summary>Wakes whoever waits.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Waits until there may be something to tell.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        signal.Reader.TryRead(out _);
    }

    /// <summary>Puts a sensor's newest reading, as an event ready to be sent, in the place of an older one.</summary>
    public void Put(string sensor, byte[] frame)
    {
        if (!slots.TryGetValue(sensor, out var slot))
            slots[sensor] = slot = new Slot();
        if (slot.Frame is null)
            waiting.Add(slot);
        slot.Frame = frame;
    }

    /// <summary>The whole site comes next; it holds all that is waiting.</summary>
    public void PutSnapshot() => WantsSnapshot = true;

    /// <summary>The whole site has just been told: forgets what was waiting, and the sensors that are gone.</summary>
    public void Snapped()
    {
        WantsSnapshot = false;
        Changed.Clear();
        waiting.Clear();
        slots.Clear();
    }

    /// <summary>Takes the readings whose turn it is.</summary>
    /// <returns>How long until the next one's turn; null when none is waiting.</returns>
    public TimeSpan? Take(TimeProvider time, Action<byte[]> take)
    {
        var now = time.GetTimestamp();
        TimeSpan? next = null;
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            var slot = waiting[i];
            var rest = slot.Sent is { } sent ? Pace - time.GetElapsedTime(sent, now) : TimeSpan.Zero;
            if (rest > TimeSpan.Zero)
            {
                next = next is { } known && known < rest ? known : rest;
                continue;
            }

            take(slot.Frame!);
            slot.Frame = null;
            slot.Sent = now;
            waiting.RemoveAt(i);
        }

        return next;
    }

    private sealed class Slot
    {
        public byte[]? Frame { get; set; }

        public long? Sent { get; set; }
    }
}
