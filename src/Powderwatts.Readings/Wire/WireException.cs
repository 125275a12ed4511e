namespace Powderwatts.Readings.Wire;

/// <summary>A payload breaks the wire contract. The message says where and why, in words fit for a dead letter.</summary>
public sealed class WireException(string message) : FormatException(message);
