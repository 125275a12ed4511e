using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Sensors.WetContact;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Edge.Simulation.Recordings;
using Powderwatts.Edge.Simulation.Roof;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Edge.Simulation;

/// <summary>
/// A site without hardware: simulated chips at the addresses of the rig, driven by the model roof, or one of them by a recorded load. It
/// makes the bus that the real drivers read, on any clock: the back-fill's stepped one and then the real one continue the same roof.
/// </summary>
/// <remarks>
/// A circuit sensor follows the roof's circuit of the same id; the others take the free ones in order, and begin again when there
/// are none. A simulated board has the shunt that the rig says.
/// </remarks>
public sealed class SimulatedSite
{
    /// <summary>The name of the bus in the rig.</summary>
    public const string BusName = "sim";

    private readonly IReadOnlyList<SensorSettings> sensors;
    private readonly Dictionary<string, int> circuits;
    private readonly LoadRecording? load;
    private readonly string? loadSensor;

    private SimulatedSite(SimulatedSiteOptions options, Dictionary<string, int> circuits, string? loadSensor, OpenedPlace opened)
    {
        (sensors, this.circuits, load, this.loadSensor) = (options.Sensors, circuits, options.Load, loadSensor);
        (Place, Notice) = (opened.Place, opened.Notice);
        Roof = new ModelRoof(opened.Recording, opened.Place);
    }

    /// <summary>Where it stands on the weather recording.</summary>
    public WeatherPlace Place { get; }

    /// <summary>What a person must be told about the kept place; null when all is well.</summary>
    public string? Notice { get; }

    /// <summary>The roof.</summary>
    public ModelRoof Roof { get; }

    /// <summary>The sensors that it simulates.</summary>
    public IReadOnlyList<SensorSettings> Sensors => sensors;

    /// <summary>Opens the site: checks the sensors, reads its place from the data folder or makes the first one.</summary>
    /// <exception cref="SimulationException">A sensor cannot be simulated, or the kept place does not allow what is asked.</exception>
    /// <exception cref="IOException">The data folder cannot be read or written.</exception>
    public static SimulatedSite Open(SimulatedSiteOptions options, TimeProvider time)
    {
        var circuits = Match(options.Sensors);
        CheckSeats(options.Sensors);
        string? loadSensor = null;
        if (options.Load is { } load)
        {
            loadSensor = options.LoadSensor ?? options.Sensors.OfType<Ina226Settings>().FirstOrDefault()?.Id;
            if (loadSensor is null || !circuits.ContainsKey(loadSensor))
                throw new SimulationException($"cannot play the load recording '{load.Name}': the rig has no circuit {(loadSensor is null ? "at all" : $"'{loadSensor}'")}; give the rig an ina226 on bus {BusName}");
        }

        return new SimulatedSite(options, circuits, loadSensor, WeatherPlaceFile.Open(options.DataFolder, options.Seed, options.Zone, options.Speed, time.GetUtcNow()));
    }

    /// <summary>
    /// For <see cref="Hardware"/>: simulated chips and contacts on a clock. A load recording begins when the bus is opened.
    /// </summary>
    public IBuses ForClock(TimeProvider time) =>
        new SimulatedBuses(() => OpenBus(time, load is null ? null : new PlayedLoad(load, time.GetUtcNow(), Place.Speed)), () => OpenPins(time));

    /// <summary>The same before a load recording begins: its circuit draws nothing yet.</summary>
    internal IBuses BeforeLoad(TimeProvider time) =>
        new SimulatedBuses(() => OpenBus(time, load is null ? null : new PlayedLoad(load, DateTimeOffset.MaxValue, Place.Speed)), () => OpenPins(time));

    private SimulatedPins OpenPins(TimeProvider time)
    {
        var pins = new SimulatedPins(time);
        foreach (var contact in sensors.OfType<WetContactSettings>())
            pins.Add(contact.Pin, instant => Roof.Climate(instant).Wet != contact.WetWhenHigh);
        return pins;
    }

    private SimulatedI2cBus OpenBus(TimeProvider time, PlayedLoad? played)
    {
        var bus = new SimulatedI2cBus(time);
        foreach (var sensor in sensors)
        {
            switch (sensor)
            {
                case Ina226Settings ina226 when played is not null && sensor.Id == loadSensor:
                    bus.Add(ina226.Address, new SimulatedIna226(ina226.ShuntOhms, played.At));
                    break;
                case Ina226Settings ina226:
                    var circuit = circuits[sensor.Id];
                    bus.Add(ina226.Address, new SimulatedIna226(ina226.ShuntOhms, instant => Roof.At(circuit, instant) is var state ? (state.VoltageV, state.CurrentA) : default));
                    break;
                case Bme280Settings bme280:
                    bus.Add(bme280.Address, new SimulatedBme280(instant => Roof.Climate(instant) is var air ? (air.TemperatureC, air.HumidityPct, air.PressureHpa) : default));
                    break;
            }
        }

        return bus;
    }

    private static Dictionary<string, int> Match(IReadOnlyList<SensorSettings> sensors)
    {
        var matched = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sensor in sensors)
        {
            if (sensor.Bus != BusName)
                throw new SimulationException($"cannot simulate the sensor '{sensor.Id}': it is on bus '{sensor.Bus}'; put every sensor of the rig on bus {BusName}, or none");
            if (sensor is not (Ina226Settings or Bme280Settings or WetContactSettings))
                throw new SimulationException($"cannot simulate the sensor '{sensor.Id}': there is no simulated chip for the driver '{sensor.Driver}'; use ina226, bme280 or wet-contact");
            if (sensor is Ina226Settings && RoofCircuitNumber(sensor.Id) is >= 0 and var number)
                matched[sensor.Id] = number;
        }

        var free = new Queue<int>(Enumerable.Range(0, ModelRoof.Circuits.Length).Except(matched.Values));
        foreach (var sensor in sensors.OfType<Ina226Settings>().Where(sensor => !matched.ContainsKey(sensor.Id)))
            matched[sensor.Id] = free.TryDequeue(out var number) ? number : matched.Count % ModelRoof.Circuits.Length;
        return matched;
    }

    private static int RoofCircuitNumber(string id)
    {
        for (var i = 0; i < ModelRoof.Circuits.Length; i++)
        {
            if (ModelRoof.Circuits[i].Id == id)
                return i;
        }

        return -1;
    }

    private static void CheckSeats(IReadOnlyList<SensorSettings> sensors)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sensor in sensors)
        {
            if (sensor.Seat is { } seat && !taken.TryAdd(seat, sensor.Id))
                throw new SimulationException($"cannot simulate the sensor '{sensor.Id}': '{taken[seat]}' is at {seat} already; give each a place of its own");
        }
    }
}
