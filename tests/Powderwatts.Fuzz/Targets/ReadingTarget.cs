using Powderwatts.Fuzz.Seeds;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

internal static class ReadingTarget
{
    public static FuzzTarget Target { get; } = new("reading", Samples.Of("reading"),
        input => Rules.Payload(input, bytes => WireJson.ReadReading(bytes, "gutter-north"), (output, reading) => WireJson.WriteReading(output, reading)));
}
