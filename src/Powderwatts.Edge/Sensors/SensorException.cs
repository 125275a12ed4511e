namespace Powderwatts.Edge.Sensors;

/// <summary>A chip answered with something that is no reading: wrong identity, bad checksum, a power-on value.</summary>
public sealed class SensorException(string message, Exception? inner = null) : Exception(message, inner);
