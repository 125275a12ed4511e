namespace Powderwatts.Edge.Simulation.Recordings;

/// <summary>A recording that is played once from an instant on: what the chip on a 12 V strip sees of it.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Start">When its first row is.</param>
/// <param name="Speed">Recorded seconds in a second.</param>
public sealed record PlayedLoad(LoadRecording Recording, DateTimeOffset Start, double Speed)
{
    /// <summary>Real watts for one watt of the strip.</summary>
    public const double Scale = Roof.RoofCircuit.Scale;

    /// <summary>The strip's voltage, V: constant.</summary>
    public const double StripV = 12;

    /// <summary>The most that the strip draws, A: what a chip with a 0.01 Ohm shunt can show.</summary>
    public const double MaxCurrentA = 8;

    /// <summary>Voltage and current of the strip at an instant.</summary>
    public (double VoltageV, double CurrentA) At(DateTimeOffset instant) => (StripV, WattsAt(instant - Start) / Scale / StripV);

    private double WattsAt(TimeSpan since) =>
        since < TimeSpan.Zero || since > Recording.Duration / Speed ? 0 : Recording.WattsAt(since * Speed);
}
