using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Powderwatts.Tape;
using Powderwatts.Tape.Format;

namespace Powderwatts.Fuzz.Targets;

/// <summary>
/// Forged tapes, whose checksums are right: bent lines in a good block and in a good index, and bent headers with their checksum made
/// good again. Bent bytes alone never come past a checksum.
/// </summary>
internal static class TapeForgeTarget
{
    private const string Header = """{"tape":1,"site":"lodge","name":"Lodge","zone":"UTC","source":"data","software":"x","rig":"a","made":1}""";

    private const string About = """{"about":"a","sensors":[{"sensor":"b","name":"B","driver":"d","kind":"circuit","origin":"sim","rated_w":1,"quantities":["power_w"],"range":"r","interval_s":2,"calibration":"c"}]}""";

    private const string Reading = """{"node":"a","s":"b","t":5,"power_w":1,"energy_wh":2,"energy_from":1,"interval_s":2,"q":["clipped"],"origin":"sim"}""";

    /// <summary>Lines, bent.</summary>
    public static FuzzTarget Lines { get; } = new(
        "tape-lines", [.. new[] { $"{Header}\n{About}\n{Reading}\n{Reading}\n", $"{Header}\n{About}\n", Header, Index(1, 1) }.Select(Encoding.UTF8.GetBytes)], ReadLines);

    /// <summary>Tapes with bent headers.</summary>
    public static FuzzTarget Headers { get; } = new("tape-headers", TapeTarget.Seeds, input => TapeTarget.Read(Mend(input)));

    private static string ReadLines(byte[] input)
    {
        var answer = TapeTarget.Read([.. Block(BlockKind.Lines, 0, input)]);
        byte[] first = [.. Block(BlockKind.Lines, 0, Encoding.UTF8.GetBytes($"{Header}\n{About}\n{Reading}\n"), readings: 1)];
        // the first bent line of the index is given the size of the block before it, so that some of them hold
        var index = Encoding.UTF8.GetString(input).Replace("\"bytes\":1,", $"\"bytes\":{first.Length},", StringComparison.Ordinal);
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        var end = builder.End(new BlockHeader(BlockKind.End, 0, 0, 0, 1, 5, 5, 2, first.Length)).ToArray();
        var other = TapeTarget.Read([.. first, .. Block(BlockKind.Index, 1, Encoding.UTF8.GetBytes(index)), .. end]);
        return answer == "read" || other == "read" ? "read" : $"{answer} {other}";
    }

    private static string Index(int bytes, int readings) => $$"""
        {{Header}}
        {{About}}
        {"block":0,"at":0,"bytes":{{bytes}},"readings":{{readings}},"abouts":1,"first":5,"last":5}
        {"total":"a","s":"b","readings":1,"first":5,"last":5}

        """;

    private static byte[] Block(BlockKind kind, uint number, byte[] lines, uint readings = 2)
    {
        if (lines.Length is 0 or > TapeLimits.BlockBytes)
            lines = "\n"u8.ToArray();
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        builder.Line.Write(lines);
        builder.CountNode();
        for (var i = 0; i < readings && kind == BlockKind.Lines; i++)
            builder.CountReading(5);
        return builder.Finish(kind, number, out _).ToArray();
    }

    /// <summary>Makes the checksum of every header good, whatever the header says now.</summary>
    private static byte[] Mend(byte[] tape)
    {
        var mended = tape.ToArray();
        for (var at = 0; (at = Next(mended, at)) >= 0; at += 16)
        {
            var header = mended.AsSpan(at);
            if (header.Length < BlockHeader.Size)
                break;
            BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32.HashToUInt32(header[..60]));
        }

        return mended;
    }

    private static int Next(byte[] tape, int from)
    {
        var step = tape.AsSpan(from).IndexOf(BlockHeader.Signature);
        return step < 0 ? -1 : from + step;
    }
}
