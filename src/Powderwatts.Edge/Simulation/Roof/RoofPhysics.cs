using System.Collections.Immutable;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>
/// Moves the roof on by one step of weather time: switching, snow, melt, refreezing, run-off. Masses are kg on the real roof's
/// strips. Deterministic; holds no state of its own.
/// </summary>
internal sealed class RoofPhysics
{
    /// <summary>The step, ms of weather time: short against every time constant here.</summary>
    public const long StepMs = 10_000;

    private const double StepHours = StepMs / 3_600_000.0;

    // degree-day factor of 4 mm a day and degree, a common value for seasonal snow
    private const double MeltMmPerHourPerDegree = 4.0 / 24;

    // below freezing the snow insulates: heat is lost more slowly than it is gained in thaw
    private const double LossMmPerHourPerDegree = 0.03;

    // full sun of about 1,000 W/m2 on snow of albedo 0.75 with losses: 0.6 mm/h of 3.6 mm/h
    private const double SunMeltMmPerHour = 0.6;

    private const double MeltWattHoursPerKg = 334.0 / 3.6; // latent heat of fusion, 334 kJ/kg
    private const double CableHeatShare = 0.35; // the rest goes into air, deck and gutter
    private const double DrainHours = 0.25;
    private const double FilmMm = 0.05; // clings and does not run off
    private const double WetAboveMm = 0.03;
    private const double DryBelowMm = 0.01;
    private const double MoistSnowMm = 1;
    private const double EvaporationMmPerHour = 0.05;
    private const double HeatedEvaporationMmPerHour = 0.15;
    private const double FrozenEvaporationShare = 0.2;
    private const double StormMmPerHour = 0.5;
    private const double SnowBelowC = 0;
    private const double RainAboveC = 2;

    /// <summary>Snow that lies on the roof for a metre of it at the station at the start, mm of water: most has slid or blown off.</summary>
    private const double StartMmPerMetre = 40;

    private static readonly double wettingShare = 1 - Math.Exp(-StepMs / 1000.0 / HeatCable.WettingSeconds);

    private readonly ImmutableArray<RoofCircuit> circuits;
    private readonly ImmutableArray<SiteController> controllers;
    private readonly ImmutableArray<double> areas;
    private readonly ImmutableArray<int> downhill;
    private readonly ImmutableArray<int> target;
    private readonly WeatherRecording recording;
    private readonly ClimateModel climate;

    public RoofPhysics(ImmutableArray<RoofCircuit> circuits, WeatherRecording recording, ClimateModel climate, long seed)
    {
        (this.circuits, this.recording, this.climate) = (circuits, recording, climate);
        controllers = [.. circuits.Select((circuit, i) => new SiteController(circuit, i, seed))];
        areas = [.. circuits.Select(circuit => circuit.AreaM2)];
        target = [.. circuits.Select(circuit => circuits.IndexOf(circuits.FirstOrDefault(c => c.Id == circuit.DrainsTo)!))];
        downhill = [.. Enumerable.Range(0, circuits.Length).OrderByDescending(Distance)];
    }

    /// <summary>The roof before its first step: all off, dry, with a share of the snow that lay at the station.</summary>
    public void Begin(long weatherMs, Span<RoofZone> zones, out WaterLedger ledger)
    {
        var depthM = recording.At(weatherMs).SnowDepthM;
        ledger = default;
        for (var i = 0; i < zones.Length; i++)
        {
            var snowKg = Math.Min(depthM * StartMmPerMetre, circuits[i].HoldsMm) * areas[i];
            zones[i] = new RoofZone { SnowKg = snowKg, WetShare = HeatCable.DryShare, ColdnessAtSwitch = 1, SwitchedMs = weatherMs };
            ledger.StartKg += snowKg;
        }
    }

    /// <summary>One step from <paramref name="weatherMs"/> on; what switches, switches at its end.</summary>
    public void Step(long weatherMs, Span<RoofZone> zones, ref WaterLedger ledger)
    {
        var endMs = weatherMs + StepMs;
        var weather = recording.At(weatherMs);
        var temperatureC = weather.TemperatureC;
        var sunMelt = SunMeltMmPerHour * climate.Sun(weatherMs, weather.PrecipitationMmPerHour);
        var airMelt = temperatureC * (temperatureC > 0 ? MeltMmPerHourPerDegree : LossMmPerHourPerDegree);
        var snowShare = Math.Clamp((RainAboveC - temperatureC) / (RainAboveC - SnowBelowC), 0, 1);
        var storm = weather.PrecipitationMmPerHour >= StormMmPerHour;
        var fallenMm = weather.PrecipitationMmPerHour * StepHours;
        foreach (var i in downhill)
        {
            var circuit = circuits[i];
            ref var zone = ref zones[i];
            var areaM2 = areas[i];

            zone.Called = controllers[i].Calls(temperatureC, zone.Called);
            var moist = zone.Wet || zone.SnowKg > MoistSnowMm * areaM2;
            var on = zone.Called && controllers[i].TimerOn(endMs, moist, storm);
            if (on != zone.On)
            {
                zone.ColdnessAtSwitch = zone.ColdnessAt(endMs);
                (zone.On, zone.SwitchedMs) = (on, endMs);
            }

            var fallenKg = fallenMm * circuit.Catch * areaM2;
            zone.SnowKg += fallenKg * snowShare;
            zone.WaterKg += fallenKg * (1 - snowShare);
            ledger.FallenKg += fallenKg;

            var meltKg = (airMelt + sunMelt * circuit.SunExposure) * areaM2 * StepHours;
            if (on)
                meltKg += HeatCable.WattsPerFoot(temperatureC) * circuit.CableFeet * zone.WetShare * CableHeatShare / MeltWattHoursPerKg * StepHours;
            meltKg = meltKg > 0 ? Math.Min(meltKg, zone.SnowKg) : Math.Max(meltKg, -zone.WaterKg);
            zone.SnowKg -= meltKg;
            zone.WaterKg += meltKg;

            var slidKg = Math.Max(0, zone.SnowKg - circuit.HoldsMm * areaM2);
            zone.SnowKg -= slidKg;
            ledger.SlidKg += slidKg;

            var runKg = Math.Max(0, zone.WaterKg - FilmMm * areaM2) * (StepHours / DrainHours);
            zone.WaterKg -= runKg;
            if (target[i] < 0)
                ledger.DrainedKg += runKg;
            else
                zones[target[i]].WaterKg += runKg;

            var drying = on ? HeatedEvaporationMmPerHour : temperatureC > 0 ? EvaporationMmPerHour : EvaporationMmPerHour * FrozenEvaporationShare;
            var driedKg = zone.SnowKg > 0 ? 0 : Math.Min(zone.WaterKg, drying * areaM2 * StepHours);
            zone.WaterKg -= driedKg;
            ledger.EvaporatedKg += driedKg;

            zone.Wet = zone.WaterKg > (zone.Wet ? DryBelowMm : WetAboveMm) * areaM2;
            zone.WetShare += ((zone.Wet ? 1 : HeatCable.DryShare) - zone.WetShare) * wettingShare;
        }
    }

    private int Distance(int circuit) => target[circuit] < 0 ? 0 : 1 + Distance(target[circuit]);
}
