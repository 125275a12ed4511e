using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

/// <summary>The packed body of an outbox row: a flipped bit on the disk is a format fault, and what reads is packed to the same bytes again.</summary>
internal static class OutboxRowTarget
{
    private static readonly RowSource source = new("gutter-north", Origin.Live, 1, null);

    public static FuzzTarget Target { get; } = new("outbox-row", [Reading(), RowCodec.Write(Gap())], Read);

    private static string Read(byte[] input)
    {
        if (input.Length == 0)
            return "empty";
        try
        {
            if (RowCodec.IsGap(input))
            {
                var gap = RowCodec.ReadGap(input, 7);
                var again = RowCodec.ReadGap(RowCodec.Write(gap), 7);
                return again with { Sensors = gap.Sensors } == gap && again.Sensors.SequenceEqual(gap.Sensors) ? "read" : throw new BrokenRuleException("a gap was packed as another");
            }

            var reading = RowCodec.Read(input, source);
            var body = new byte[RowCodec.MaxReadingBytes];
            var length = RowCodec.Write(in reading, RowCodec.SourceOf(input), body);
            return RowCodec.Read(body.AsSpan(0, length), source) == reading ? "read" : throw new BrokenRuleException("a reading was packed as another");
        }
        catch (FormatException refusal)
        {
            return refusal.Message;
        }
    }

    private static byte[] Reading()
    {
        var reading = new Reading("gutter-north", 1_796_112_732_412, new() { [Quantity.PowerW] = 612.4, [Quantity.EnergyWh] = 10422.118 });
        var body = new byte[RowCodec.MaxReadingBytes];
        return body[..RowCodec.Write(in reading, 3, body)];
    }

    private static Gap Gap() => new(7, 1, 5, 1_796_112_732_412, 1_796_112_742_412, ["gutter-north", "valley-1"], "outbox-full", Origin.Live);
}
