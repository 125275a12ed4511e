using System.Text;

namespace Powderwatts.Fuzz;

/// <summary>Bends inputs: bytes, runs of bytes, numbers, pieces of other inputs, and text that parsers trip over.</summary>
internal sealed class Mutator(Random random)
{
    /// <summary>The longest input that is made.</summary>
    public const int MostBytes = 600_000;

    private static readonly byte[][] pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\\n", "null", "true", "NaN", "Infinity", "-Infinity", "nan", "1e400", "-1e400",
            "1e-400", "-0", "0", "-1", "1.", ".5", "0x10", "9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808",
            "99999999999999999999999999", "7258118400000", "\"q\":[\"clipped\"]", "\"t\":1,", "\"n\":1,", "\"s\":\"a\",", "\"power_w\":1,", "\"\":0,",
            "\n", "\r\n", "\0", "\u2028", "\ufeff", " ", "\t", "/*", "//", "#", "&a ", "*a", "!!binary ", "? ", "- ", "---\n", "...\n", ": ", "| \n", "> \n",
            "../../etc/passwd", "a b,c=d", "\u001b[31m", "é", "😀",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0x1F, 0x8B, 0x08],
    ];

    /// <summary>A new input from one, or from two.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var times = random.Next(2) == 0 ? 1 : 1 << random.Next(5); times > 0; times--)
            Once(bytes, other);
        if (bytes.Count > MostBytes)
            bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        return [.. bytes];
    }

    private void Once(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(1 << random.Next(8), bytes.Count - at);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                Repeat(bytes, at);
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(1 << random.Next(9), other.Length - from)).ToArray());
                break;
            case 7 when other.Length > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[random.Next(other.Length)..]);
                break;
            case 8:
                Number(bytes, at);
                break;
            default:
                bytes.InsertRange(at, pieces[random.Next(pieces.Length)]);
                break;
        }
    }

    /// <summary>Nests deep or makes very long: rarely, as it makes large inputs.</summary>
    private void Repeat(List<byte> bytes, int at)
    {
        var piece = pieces[random.Next(pieces.Length)];
        var times = random.Next(500) == 0 ? random.Next(100_000) : random.Next(40);
        bytes.InsertRange(at, Enumerable.Repeat(piece, Math.Min(times, MostBytes / piece.Length)).SelectMany(p => p).ToArray());
    }

    /// <summary>Puts another number in the place of the next one.</summary>
    private void Number(List<byte> bytes, int at)
    {
        var begin = bytes.FindIndex(Math.Min(at, bytes.Count), b => b is >= (byte)'0' and <= (byte)'9');
        if (begin < 0)
            return;
        var end = begin;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        bytes.RemoveRange(begin, end - begin);
        var number = random.Next(4) switch
        {
            0 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)).ToString("r", System.Globalization.CultureInfo.InvariantCulture),
            2 => new string('9', 1 << random.Next(10)),
            _ => random.Next(300).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        bytes.InsertRange(begin, Encoding.ASCII.GetBytes(number));
    }
}
