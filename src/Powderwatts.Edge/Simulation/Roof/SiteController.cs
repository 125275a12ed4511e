namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>
/// The simulated site's own heating controller, a part of the model as the weather is: per circuit an ambient thermostat with
/// hysteresis and a cycle timer that stays on longer with snow or water about; the last way off the roof has no timer, as all melt
/// water would stand behind it. Powderwatts itself meters and never switches.
/// </summary>
internal sealed class SiteController(RoofCircuit circuit, int number, long seed)
{
    private const double HysteresisC = 1.5;
    private const double DryDuty = 0.35;
    private const double MoistDuty = 0.56;
    private const double StormDuty = 0.72;
    private const double DutyJitter = 0.12;

    private readonly long cycleMs = (long)(circuit.CycleMinutes * 60_000);
    private readonly long offsetMs = (long)(circuit.CycleMinutes * 60_000 * ValueNoise.Unit(seed, NoiseStream.Offset + number, 0));

    /// <summary>Does the thermostat call for heat? Between the two thresholds it goes on as it was.</summary>
    public bool Calls(double temperatureC, bool called) =>
        temperatureC < circuit.OnBelowC || (called && temperatureC < circuit.OnBelowC + HysteresisC);

    /// <summary>Is the timer in the on part of its cycle?</summary>
    public bool TimerOn(long weatherMs, bool moist, bool storm)
    {
        if (circuit.DrainsTo is null)
            return true;
        var cycle = Math.DivRem(weatherMs + offsetMs, cycleMs, out var phaseMs);
        var duty = (storm ? StormDuty : moist ? MoistDuty : DryDuty) + DutyJitter * (2 * ValueNoise.Unit(seed, NoiseStream.Duty + number, cycle) - 1);
        return phaseMs < duty * cycleMs;
    }
}
