using System.Buffers;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

/// <summary>The five JSON payloads of the contract by the names of their schema files.</summary>
internal static class WirePayload
{
    public static readonly string Folder = Path.Combine(Checkout.Root, "src/Powderwatts.Readings/Wire/schema");

    public static readonly string[] Names = ["reading", "chunk", "acknowledgement", "about", "health"];

    /// <summary>Reads a payload by its kind and writes it again; returns what was refused row by row.</summary>
    public static IReadOnlyList<RefusedRow> Read(string kind, byte[] utf8, IBufferWriter<byte> again)
    {
        switch (kind)
        {
            case "reading":
                WireJson.WriteReading(again, WireJson.ReadReading(utf8, "gutter-north"));
                return [];
            case "chunk":
                var received = WireJson.ReadChunk(utf8);
                WireJson.WriteChunk(again, received.Chunk);
                return received.Refused;
            case "acknowledgement":
                WireJson.WriteAcknowledgement(again, WireJson.ReadAcknowledgement(utf8));
                return [];
            case "about":
                WireJson.WriteAbout(again, WireJson.ReadAbout(utf8));
                return [];
            case "health":
                WireJson.WriteHealth(again, WireJson.ReadHealth(utf8));
                return [];
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "no payload of the contract");
        }
    }

    /// <summary>`chunk.gap.json` is a chunk.</summary>
    public static string KindOf(string file) => Path.GetFileName(file).Split('.')[0];
}
