using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors;

/// <summary>What one read of a chip gave: values and quality, not yet stamped.</summary>
/// <param name="Values">The quantities, SI.</param>
/// <param name="Quality">Quality words.</param>
public readonly record struct Measurement(QuantityValues Values, Quality Quality);
