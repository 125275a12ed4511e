using Microsoft.Extensions.Logging;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// The one loop of a bus: reads its sensors in turn, each on its own interval. A sensor that fails costs the others no more than
/// its own read, is tried again with growing waits, and comes back without a restart.
/// </summary>
internal sealed partial class BusSampler
{
    private readonly NodeClock clock;
    private readonly HealthBoard health;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly IReadOnlyList<Action<Reading>> sinks;
    private readonly long started;
    private readonly List<Line> lines;
    private long readings;
    private long failures;
    private volatile bool newCounters;

    public BusSampler(
        IEnumerable<SampledSensor> sensors, Func<SampledSensor, ReadingMaker> maker, NodeClock clock, HealthBoard health,
        TimeProvider time, ILogger logger, IReadOnlyList<Action<Reading>> sinks)
    {
        (this.clock, this.health, this.time, this.logger, this.sinks) = (clock, health, time, logger, sinks);
        started = time.GetTimestamp();
        lines = [.. sensors.Select(s => new Line(s, new SensorSession(s.Settings.Interval, TimeSpan.Zero), maker(s)))];
    }

    /// <summary>Readings taken.</summary>
    public long Readings => Interlocked.Read(ref readings);

    /// <summary>Attempts that failed.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>Ticks that passed without a reading though the sensor was in order.</summary>
    public long MissedTicks => lines.Sum(l => l.Session.MissedTicks);

    /// <summary>Sensors whose last attempt failed.</summary>
    public int Failing => lines.Count(l => l.Session.IsFailing);

    /// <summary>A new outbox has begun: the next samples begin new counters.</summary>
    public void BeginNewCounters() => newCounters = true;

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = Turn() - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads every sensor that is due, once.</summary>
    /// <returns>When the next one is due, from the start of this loop.</returns>
    public TimeSpan Turn()
    {
        if (newCounters)
        {
            newCounters = false;
            lines.ForEach(l => l.Maker.BeginNewCounter());
        }

        var next = TimeSpan.MaxValue;
        foreach (var line in lines)
        {
            if (line.Session.Due <= time.GetElapsedTime(started))
                Read(line);
            next = line.Session.Due < next ? line.Session.Due : next;
        }

        return next;
    }

    private void Read(Line line)
    {
        var (sampled, session, maker) = line;
        try
        {
            if (session.NeedsStart)
            {
                sampled.Sensor.Start();
                session.Started();
            }

            if (!sampled.Sensor.TryRead(out var measurement))
            {
                if (session.NotReady(time.GetElapsedTime(started)))
                    throw new Sensors.SensorException($"{SensorFault.PlaceOf(sampled.Settings)} has not finished a conversion for {SensorSession.TicksWithoutConversion} intervals; it is set up again");
                return;
            }

            var monotonic = time.GetElapsedTime(started);
            var now = clock.Now();
            if (now.Shift is { } shift && !line.IsShifted)
            {
                line.IsShifted = true;
                maker.Shift(shift);
            }

            var reading = maker.Make(measurement, now.T, monotonic, now.IsTrusted);
            if (session.IsFailing)
                Log.Recovered(logger, sampled.Settings.Id);
            session.Succeeded(monotonic);
            health.SensorOk(sampled.Settings.Id);
            Interlocked.Increment(ref readings);
            foreach (var sink in sinks)
                sink(reading);
        }
#pragma warning disable CA1031 // whatever a driver throws, it must not stop the other sensors of the bus; it is shown, counted and tried again
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(line, e);
        }
    }

    private void Failed(Line line, Exception e)
    {
        var reason = SensorFault.Describe(line.Sampled.Settings, e);
        if (!line.Session.IsFailing)
            Log.Failing(logger, reason);
        line.Session.Failed(time.GetElapsedTime(started));
        Interlocked.Increment(ref failures);
        health.SensorFailed(line.Sampled.Settings.Id, reason);
    }

    private sealed record Line(SampledSensor Sampled, SensorSession Session, ReadingMaker Maker)
    {
        public bool IsShifted { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "sensor '{Sensor}' is read again")]
        public static partial void Recovered(ILogger logger, string sensor);
    }
}
