using Powderwatts.Fuzz.Seeds;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

internal static class HealthTarget
{
    public static FuzzTarget Target { get; } = new("health", Samples.Of("health"),
        input => Rules.Payload(input, bytes => WireJson.ReadHealth(bytes), WireJson.WriteHealth));
}
