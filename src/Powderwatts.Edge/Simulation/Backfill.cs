using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Edge.Simulation;

/// <summary>
/// The history of a first start: 30 days of one reading a minute and sensor, read by the real drivers from the site's simulated chips on
/// a stepped clock. Read <see cref="Readings"/> to its end once; then <see cref="Counters"/> holds where the energy counters stand.
/// </summary>
public sealed class Backfill
{
    private const int ThirtyDays = 30 * 24 * 60;

    /// <summary>The interval of its readings, seconds.</summary>
    public const double IntervalS = 60;

    private static readonly TimeSpan minute = TimeSpan.FromSeconds(IntervalS);
    private static readonly TimeSpan retryStep = TimeSpan.FromMilliseconds(10);

    private readonly SimulatedSite site;
    private readonly int minutes;
    private readonly List<CounterState> counters = [];

    /// <summary>Prepares 30 days of history.</summary>
    /// <param name="site">The simulated site.</param>
    /// <param name="now">The present instant: the last reading is at the last whole minute before it.</param>
    public Backfill(SimulatedSite site, DateTimeOffset now)
        : this(site, now, ThirtyDays)
    {
    }

    internal Backfill(SimulatedSite site, DateTimeOffset now, int minutes)
    {
        (this.site, this.minutes) = (site, minutes);
        Last = new DateTimeOffset((now.UtcTicks - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        First = Last - minute * (minutes - 1);
    }

    /// <summary>How many readings there will be.</summary>
    public int Total => minutes * site.Sensors.Count;

    /// <summary>The instant of the first readings.</summary>
    public DateTimeOffset First { get; }

    /// <summary>The instant of the last readings: the last whole minute before now.</summary>
    public DateTimeOffset Last { get; }

    /// <summary>
    /// Where the energy counter of each circuit stands, for the live one to run on from; empty before all readings were made. So
    /// `outbox.Commit(backfill.Readings(), backfill.Counters)` commits all in one.
    /// </summary>
    public IReadOnlyCollection<CounterState> Counters => counters;

    /// <summary>The readings in the order of their instants, made as they are asked for.</summary>
    /// <exception cref="SimulationException">A simulated chip has no result within a minute.</exception>
    public IEnumerable<Reading> Readings()
    {
        counters.Clear();
        // drivers start a minute early, so that the slowest chip setting has a result at the first instant
        var clock = new SteppedClock(First - minute);
        using var hardware = new Hardware(site.BeforeLoad(clock), clock);
        var sensors = site.Sensors.Select(settings => (settings.Id, Sensor: Create(settings, hardware))).ToArray();
        try
        {
            var energy = new EnergyCounter?[sensors.Length];
            foreach (var (_, sensor) in sensors)
                sensor.Start();
            for (var instant = First; instant <= Last; instant += minute)
            {
                clock.AdvanceTo(instant);
                var monotonic = clock.GetElapsedTime(0);
                var t = instant.ToUnixTimeMilliseconds();
                for (var i = 0; i < sensors.Length; i++)
                {
                    var measurement = Read(sensors[i].Id, sensors[i].Sensor, clock, instant);
                    var values = measurement.Values;
                    long? energyFrom = null;
                    if (values.TryGet(Quantity.PowerW, out var powerW))
                    {
                        var counter = energy[i] ??= new EnergyCounter(0, t);
                        counter.AddPower(monotonic, powerW, IntervalS);
                        (values[Quantity.EnergyWh], energyFrom) = (counter.EnergyWh, counter.EnergyFrom);
                    }

                    yield return new Reading(sensors[i].Id, t, values)
                    {
                        Quality = measurement.Quality,
                        Origin = Origin.Sim,
                        EnergyFrom = energyFrom,
                        IntervalS = IntervalS,
                    };
                }
            }

            for (var i = 0; i < sensors.Length; i++)
            {
                if (energy[i] is { } counter)
                    counters.Add(new CounterState(CounterState.NameOf(sensors[i].Id, Origin.Sim), counter.EnergyWh, counter.EnergyFrom, Last.ToUnixTimeMilliseconds()));
            }
        }
        finally
        {
            foreach (var (_, sensor) in sensors)
                sensor.Dispose();
        }
    }

    private static ISensor Create(SensorSettings settings, Hardware hardware) =>
        (SensorCatalog.Find(settings.Driver)
            ?? throw new SimulationException($"cannot back-fill the sensor '{settings.Id}': there is no driver '{settings.Driver}'; name one of {string.Join(", ", SensorCatalog.Drivers.Select(driver => driver.Name))}"))
        .Create(settings, hardware);

    // a chip in the middle of a conversion is asked again a little later; the reading keeps the whole minute
    private static Measurement Read(string id, ISensor sensor, SteppedClock clock, DateTimeOffset instant)
    {
        Measurement measurement;
        while (!sensor.TryRead(out measurement))
        {
            clock.Advance(retryStep);
            if (clock.GetUtcNow() - instant >= minute / 2)
                throw new SimulationException($"cannot back-fill the sensor '{id}': its chip has no result within {minute.TotalSeconds / 2} s; choose less averaging");
        }

        return measurement;
    }
}
