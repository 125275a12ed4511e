using System.Collections.Immutable;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>
/// The model roof: six circuits under recorded weather. Its state at an instant is a pure function of seed, recording, place and
/// instant: whatever was asked before, and after a restart, the numbers are the same. Any thread may ask.
/// </summary>
/// <remarks>
/// It is integrated in steps of <see cref="RoofPhysics.StepMs"/> of weather time from the place's start, and anew from each
/// lap of the recording, so that no start takes longer than one winter. Within a step inrush and ripple are exact in time.
/// </remarks>
public sealed class ModelRoof
{
    private const double SupplyV = 12.1;
    private const double SharedOhms = 0.004;
    private const double OwnOhms = 0.03;
    private const double LoadRipple = 0.003;
    private const double SupplyRipple = 0.0005;
    private const double AirRippleC = 0.03;
    private const double NominalV = 12;
    private const double SnowDensity = 250; // kg/m3, settled winter snow
    private const long StepsBetweenMarks = 2160; // six hours
    private const long RippleMs = 1000;
    private const long AirRippleMs = 20_000;

    private readonly Lock gate = new();
    private readonly WeatherRecording recording;
    private readonly WeatherPlace place;
    private readonly ClimateModel climate;
    private readonly RoofPhysics physics;
    private readonly long startMs;
    private readonly double totalAreaM2;

    private readonly List<RoofMark> marks = [];
    private RoofZone[] zones;
    private RoofZone[] zonesBefore;
    private WaterLedger ledger;
    private WaterLedger ledgerBefore;
    private long lap = -1;
    private long beginMs;
    private long step;
    private bool stepBeforeHeld;
    private long answeredMs = long.MinValue;
    private readonly CircuitState[] answered;

    /// <summary>Makes the roof of <see cref="RoofCircuit.All"/>.</summary>
    public ModelRoof(WeatherRecording recording, WeatherPlace place)
    {
        (this.recording, this.place) = (recording, place);
        climate = new ClimateModel(recording, place.Seed);
        physics = new RoofPhysics(Circuits, recording, climate, place.Seed);
        startMs = ToMs(place.StartWeather);
        totalAreaM2 = Circuits.Sum(circuit => circuit.AreaM2);
        zones = new RoofZone[Circuits.Length];
        zonesBefore = new RoofZone[Circuits.Length];
        answered = new CircuitState[Circuits.Length];
    }

    /// <summary>Its circuits, in the order that people read.</summary>
    public static ImmutableArray<RoofCircuit> Circuits => RoofCircuit.All;

    /// <summary>A circuit at an instant.</summary>
    /// <exception cref="ArgumentException">The roof has no such circuit.</exception>
    public CircuitState At(string circuit, DateTimeOffset instant)
    {
        for (var i = 0; i < Circuits.Length; i++)
        {
            if (Circuits[i].Id == circuit)
                return At(i, instant);
        }

        throw new ArgumentException($"cannot ask the model roof for circuit '{circuit}': it has {string.Join(", ", Circuits.Select(c => c.Id))}; ask for one of these", nameof(circuit));
    }

    /// <summary>The air and the snow at an instant.</summary>
    public ClimateState Climate(DateTimeOffset instant)
    {
        var weatherMs = ToMs(place.WeatherAt(instant));
        lock (gate)
        {
            MoveTo(weatherMs);
            var temperatureC = recording.At(weatherMs).TemperatureC + AirRippleC * ValueNoise.At(place.Seed, NoiseStream.AirTemperature, weatherMs, AirRippleMs);
            var (humidityPct, pressureHpa) = climate.Air(weatherMs, temperatureC);
            var snowKg = 0.0;
            foreach (var zone in zones)
                snowKg += zone.SnowKg;
            return new ClimateState(temperatureC, humidityPct, pressureHpa, snowKg / totalAreaM2 / SnowDensity, zones[0].Wet);
        }
    }

    /// <summary>A circuit by its place in <see cref="Circuits"/>.</summary>
    internal CircuitState At(int circuit, DateTimeOffset instant)
    {
        var weatherMs = ToMs(place.WeatherAt(instant));
        lock (gate)
        {
            if (weatherMs != answeredMs)
            {
                MoveTo(weatherMs);
                Answer(weatherMs);
                answeredMs = weatherMs;
            }

            return answered[circuit];
        }
    }

    /// <summary>The water's ledger and what lies on the roof at an instant, kg.</summary>
    internal (WaterLedger Ledger, double SnowKg, double WaterKg) Water(DateTimeOffset instant)
    {
        lock (gate)
        {
            MoveTo(ToMs(place.WeatherAt(instant)));
            return (ledger, zones.Sum(zone => zone.SnowKg), zones.Sum(zone => zone.WaterKg));
        }
    }

    // each strip is a resistance that its cable's power at 12 V defines; supply and wiring sag with the current
    private void Answer(long weatherMs)
    {
        var temperatureC = recording.At(weatherMs).TemperatureC;
        Span<double> siemens = stackalloc double[zones.Length];
        var totalA = 0.0;
        for (var i = 0; i < zones.Length; i++)
        {
            if (!zones[i].On)
                continue;
            var circuit = Circuits[i];
            var watts = HeatCable.WattsPerFoot(temperatureC) * circuit.CableFeet / RoofCircuit.Scale * zones[i].WetShare
                * (1 + circuit.InrushShare * zones[i].ColdnessAt(weatherMs))
                * (1 + LoadRipple * ValueNoise.At(place.Seed, NoiseStream.Load + i, weatherMs, RippleMs));
            siemens[i] = watts / (NominalV * NominalV);
            totalA += siemens[i] * NominalV;
        }

        var openV = SupplyV * (1 + SupplyRipple * ValueNoise.At(place.Seed, NoiseStream.Supply, weatherMs, RippleMs)) - SharedOhms * totalA;
        for (var i = 0; i < zones.Length; i++)
        {
            var voltageV = openV / (1 + OwnOhms * siemens[i]);
            var currentA = voltageV * siemens[i];
            answered[i] = new CircuitState(voltageV * currentA, voltageV, currentA, zones[i].On, zones[i].Wet);
        }
    }

    private void MoveTo(long weatherMs)
    {
        var wantedLap = weatherMs / recording.LengthMs;
        if (wantedLap != lap)
            Begin(wantedLap);
        var wanted = (weatherMs - beginMs) / RoofPhysics.StepMs;
        if (wanted == step - 1 && stepBeforeHeld)
            SwapBack();
        else if (wanted < step)
            GoBack(wanted);
        while (step < wanted)
            Step();
    }

    private void Begin(long wantedLap)
    {
        lap = wantedLap;
        beginMs = lap == 0 ? startMs : lap * recording.LengthMs;
        physics.Begin(beginMs, zones, out ledger);
        step = 0;
        stepBeforeHeld = false;
        marks.Clear();
        marks.Add(new RoofMark(0, [.. zones], ledger));
    }

    private void Step()
    {
        zones.CopyTo(zonesBefore, 0);
        ledgerBefore = ledger;
        stepBeforeHeld = true;
        physics.Step(beginMs + step * RoofPhysics.StepMs, zones, ref ledger);
        step++;
        if (step == marks.Count * StepsBetweenMarks)
            marks.Add(new RoofMark(step, [.. zones], ledger));
    }

    private void SwapBack()
    {
        (zones, zonesBefore) = (zonesBefore, zones);
        ledger = ledgerBefore;
        step--;
        stepBeforeHeld = false;
    }

    private void GoBack(long wanted)
    {
        var mark = marks[(int)(wanted / StepsBetweenMarks)];
        mark.Zones.CopyTo(zones.AsSpan());
        (ledger, step) = (mark.Ledger, mark.Step);
        stepBeforeHeld = false;
    }

    private long ToMs(DateTime weather) => (weather - recording.Start).Ticks / TimeSpan.TicksPerMillisecond;
}
