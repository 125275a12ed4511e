namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>What a circuit of the model does at one instant, at the model's scale.</summary>
/// <param name="PowerW">Power, W.</param>
/// <param name="VoltageV">Voltage at the strip, V; there also when the circuit is off.</param>
/// <param name="CurrentA">Current, A.</param>
/// <param name="On">Is it switched on?</param>
/// <param name="Wet">Does the cable lie in water or melting snow?</param>
public readonly record struct CircuitState(double PowerW, double VoltageV, double CurrentA, bool On, bool Wet);
