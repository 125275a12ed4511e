using System.Buffers;
using Powderwatts.Fuzz.Seeds;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Influx;

namespace Powderwatts.Fuzz.Targets;

/// <summary>A chunk, as the collector reads it; its rows then make exactly one line of line protocol each.</summary>
internal static class ChunkTarget
{
    public static FuzzTarget Target { get; } = new("chunk", Samples.Of("chunk"), Read);

    private static string Read(byte[] input)
    {
        var refused = "";
        var answer = Rules.Payload(input, bytes =>
        {
            var received = WireJson.ReadChunk(bytes);
            foreach (var row in received.Refused)
                refused = Rules.Refusal(row.Reason, 2 * WireLimits.TextLength);
            CheckLines(received.Chunk);
            return received.Chunk;
        }, WireJson.WriteChunk);
        return refused.Length == 0 ? answer : $"{answer}, but a row: {refused}";
    }

    private static void CheckLines(Chunk chunk)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (ref readonly var row in chunk.Readings.AsSpan())
            LineProtocol.Write(lines, "lodge", "booth-pi", chunk.Outbox.First12, in row);
        foreach (var gap in chunk.Gaps)
        {
            foreach (var sensor in gap.Sensors)
                LineProtocol.Write(lines, "lodge", "booth-pi", chunk.Outbox.First12, gap, sensor);
        }

        var wanted = chunk.Readings.Length + chunk.Gaps.Sum(gap => gap.Sensors.Length);
        if (lines.WrittenSpan.Count((byte)'\n') != wanted || lines.WrittenSpan.ContainsAny((byte)'\r', (byte)0))
            throw new BrokenRuleException($"{wanted} rows did not make {wanted} lines");
    }
}
