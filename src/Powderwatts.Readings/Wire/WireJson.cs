using System.Buffers;

namespace Powderwatts.Readings.Wire;

/// <summary>
/// The JSON of wire contract version 1: UTF-8 in, UTF-8 out. Reading is strict and limited (<see cref="WireLimits"/>); a
/// payload that breaks the contract throws <see cref="WireException"/> and nothing else.
/// </summary>
public static class WireJson
{
    /// <summary>Writes one reading as `live` and `event` carry it.</summary>
    public static void WriteReading(IBufferWriter<byte> output, in Reading reading) => ReadingJson.Write(output, reading);

    /// <summary>Reads one reading. The sensor comes from the topic.</summary>
    public static Reading ReadReading(ReadOnlySpan<byte> utf8, string sensor) => ReadingJson.Read(utf8, sensor);

    /// <summary>Writes a chunk.</summary>
    public static void WriteChunk(IBufferWriter<byte> output, Chunk chunk) => ChunkJson.Write(output, chunk);

    /// <summary>
    /// Reads a chunk. A row that breaks the contract is refused by itself when its sequence can be read; the others go on.
    /// </summary>
    /// <exception cref="WireException">The envelope or a row without a readable sequence breaks the contract.</exception>
    public static ReceivedChunk ReadChunk(ReadOnlySpan<byte> utf8) => ChunkJson.Read(utf8);

    /// <summary>Writes an acknowledgement.</summary>
    public static void WriteAcknowledgement(IBufferWriter<byte> output, Acknowledgement acknowledgement) => AcknowledgementJson.Write(output, acknowledgement);

    /// <summary>Reads an acknowledgement.</summary>
    public static Acknowledgement ReadAcknowledgement(ReadOnlySpan<byte> utf8) => AcknowledgementJson.Read(utf8);

    /// <summary>Writes a node's description.</summary>
    public static void WriteAbout(IBufferWriter<byte> output, About about) => AboutJson.Write(output, about);

    /// <summary>Reads a node's description.</summary>
    public static About ReadAbout(ReadOnlySpan<byte> utf8) => AboutJson.Read(utf8);

    /// <summary>Writes a health report.</summary>
    public static void WriteHealth(IBufferWriter<byte> output, Health.HealthReport report) => HealthJson.Write(output, report);

    /// <summary>Reads a health report.</summary>
    public static Health.HealthReport ReadHealth(ReadOnlySpan<byte> utf8) => HealthJson.Read(utf8);
}
