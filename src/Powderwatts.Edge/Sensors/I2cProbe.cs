using System.Collections.Immutable;
using System.Device.I2c;

namespace Powderwatts.Edge.Sensors;

/// <summary>How a scan tells a chip: by an identity register that may be asked of whatever sits at the address.</summary>
/// <param name="Addresses">Where the chip may sit.</param>
/// <param name="IsChip">Asks for the identity; fails with IOException when nothing answers. Changes nothing in the chip but its register pointer.</param>
public sealed record I2cProbe(ImmutableArray<int> Addresses, Func<I2cDevice, bool> IsChip);
