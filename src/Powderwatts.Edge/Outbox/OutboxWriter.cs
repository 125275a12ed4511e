using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Sampling;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Takes readings from the sampling loops without ever making them wait and commits them in groups: every second, or at 500.
/// While the disk fails it holds the readings in memory and tries again; a full memory drops its oldest, counted and shown.
/// </summary>
public sealed partial class OutboxWriter
{
    /// <summary>Readings held in memory; when full, the oldest go.</summary>
    public const int QueueReadings = 10_000;

    /// <summary>Readings in one transaction.</summary>
    public const int CommitReadings = 500;

    private static readonly TimeSpan idleReport = TimeSpan.FromSeconds(5);

    private readonly NodeOutbox outbox;
    private readonly HealthBoard health;
    private readonly TimeProvider time;
    private readonly ILogger<OutboxWriter> logger;
    private readonly NodeClock? clock;
    private readonly Channel<Reading> queue;
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private readonly List<Reading> batch = new(CommitReadings);
    private TaskCompletionSource full = new();
    private long lost;
    private bool failing;

    /// <summary>A writer for one outbox.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <param name="health">Gets the parts `outbox` and `clock`.</param>
    /// <param name="time">Waits.</param>
    /// <param name="logger">The log.</param>
    /// <param name="clock">Says which readings must wait for a trusted clock; null when none ever must.</param>
    public OutboxWriter(NodeOutbox outbox, HealthBoard health, TimeProvider time, ILogger<OutboxWriter> logger, NodeClock? clock = null)
    {
        (this.outbox, this.health, this.time, this.logger, this.clock) = (outbox, health, time, logger, clock);
        queue = Channel.CreateBounded<Reading>(
            new BoundedChannelOptions(QueueReadings) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref lost));
    }

    /// <summary>How full the outbox is was looked at: at every commit, and every 5 s.</summary>
    public Action<OutboxStatus>? Looked { get; init; }

    /// <summary>Readings that never reached the disk: memory was full while it failed, or it failed until the stop.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Takes a reading. Never waits. After the stop a reading is counted as lost.</summary>
    public void Add(Reading reading)
    {
        if (!queue.Writer.TryWrite(reading))
            Interlocked.Increment(ref lost);
        else if (queue.Reader.Count >= CommitReadings)
            Volatile.Read(ref full).TrySetResult();
    }

    /// <summary>The counter of a sensor as last committed: what `live` may show without ever falling. Null before the first commit.</summary>
    public (double EnergyWh, long EnergyFrom)? CommittedEnergy(string sensor, Origin origin) =>
        outbox.Counters.TryGetValue(CounterState.NameOf(sensor, origin), out var counter) ? (counter.EnergyWh, counter.EnergyFrom) : null;

    /// <summary>Commits until cancelled, then commits what is left and returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            Report();
            while (true)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                while (!TryCommit())
                    await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Flush();
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var some = queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(some, Task.Delay(idleReport, time, cancellationToken)).ConfigureAwait(false) != some)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report(); // rows are released also while none come
        }

        await some.ConfigureAwait(false);
        Volatile.Write(ref full, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (queue.Reader.Count < CommitReadings)
            await Task.WhenAny(full.Task, Task.Delay(outbox.Settings.CommitInterval, time, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        Take();
    }

    private void Take()
    {
        while (batch.Count < CommitReadings && queue.Reader.TryRead(out var reading))
            batch.Add(reading);
    }

    private bool TryCommit()
    {
        try
        {
            if (outbox.IsDamaged)
                outbox.ReplaceDamaged();
            var hold = SettleTimes();
            outbox.Commit(batch, CountersOf(batch), hold);
        }
        catch (Exception e) when (e is OutboxException or IOException or UnauthorizedAccessException)
        {
            Failed(e);
            return false;
        }

        batch.Clear();
        backoff.Reset();
        if (failing)
        {
            failing = false;
            Log.Recovered(logger, Lost);
        }

        Report();
        return true;
    }

    // the batch is whole before the clock is looked at: whatever is trusted in it was made after the shift, if there is one
    private HeldRows? SettleTimes()
    {
        if (clock is null)
            return null;
        var (hold, shift) = clock.Look();
        if (shift is not { } by)
            return hold;
        if (outbox.Held is not null)
            outbox.EndHold(by);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Quality.HasFlag(Quality.Unsynced))
                batch[i] = by.Apply(batch[i]);
        }

        return null;
    }

    private void Flush()
    {
        queue.Writer.TryComplete();
        Take();
        while (batch.Count > 0)
        {
            if (!TryCommit())
            {
                var left = batch.Count + queue.Reader.Count;
                Interlocked.Add(ref lost, left);
                Log.LostAtStop(logger, left);
                return;
            }

            Take();
        }
    }

    private static Dictionary<string, CounterState>.ValueCollection CountersOf(List<Reading> readings)
    {
        var last = new Dictionary<string, CounterState>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            if (reading.EnergyFrom is { } from && reading.Values.TryGet(Quantity.EnergyWh, out var energyWh))
            {
                var name = CounterState.NameOf(reading.Sensor, reading.Origin);
                last[name] = new CounterState(name, energyWh, from, reading.T);
            }
        }

        return last.Values;
    }

    private void Failed(Exception e)
    {
        if (!failing)
            Log.Failing(logger, e.Message);
        failing = true;
        var parts = e.Message.Split("; ", 2);
        health.Set("outbox", HealthState.Down, parts[0], parts.Length > 1 ? parts[1] : "see the log",
            ("held", batch.Count + queue.Reader.Count), ("lost", Lost));
    }

    private void Report()
    {
        OutboxStatus status;
        try
        {
            if (outbox.Held is not null && clock?.Look().Shift is { } shift)
                outbox.EndHold(shift); // also while no readings come
            status = outbox.Status();
        }
        catch (Exception e) when (e is OutboxException or IOException or UnauthorizedAccessException)
        {
            Failed(e);
            return;
        }

        var (state, reason, next) = OutboxJudgement.Of(status, Lost, outbox.Settings.WarnAt);
        health.Set("outbox", state, reason, next,
            ("queued", status.Unacknowledged), ("bytes", status.Bytes), ("dropped", status.Dropped), ("lost", Lost),
            ("kept", status.Kept), ("waiting", status.Held), ("free_mib", (status.FreeBytes ?? 0) >> 20));
        clock?.Show(health, status.Held);
        Looked?.Invoke(status);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}; readings are kept in memory and tried again")]
        public static partial void Failing(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "the outbox is written again; readings lost so far: {Lost}")]
        public static partial void Recovered(ILogger logger, long lost);

        [LoggerMessage(Level = LogLevel.Error, Message = "lost {Readings} readings at the stop: the outbox could not be written")]
        public static partial void LostAtStop(ILogger logger, long readings);
    }
}
