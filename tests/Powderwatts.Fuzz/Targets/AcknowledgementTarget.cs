using Powderwatts.Fuzz.Seeds;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

internal static class AcknowledgementTarget
{
    public static FuzzTarget Target { get; } = new("acknowledgement", Samples.Of("acknowledgement"),
        input => Rules.Payload(input, bytes => WireJson.ReadAcknowledgement(bytes), WireJson.WriteAcknowledgement));
}
