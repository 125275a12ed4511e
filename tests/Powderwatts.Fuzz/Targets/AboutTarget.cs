using Powderwatts.Fuzz.Seeds;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

internal static class AboutTarget
{
    public static FuzzTarget Target { get; } = new("about", Samples.Of("about"),
        input => Rules.Payload(input, bytes => WireJson.ReadAbout(bytes), WireJson.WriteAbout));
}
