namespace Powderwatts.Edge.Simulation;

/// <summary>The simulation cannot do what was asked of it: a recording that does not parse, a place that does not fit.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
