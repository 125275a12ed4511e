using System.Buffers;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

/// <summary>What holds for every payload of the wire: refused with a short clean sentence, or read, written and read again to the same bytes.</summary>
internal static class Rules
{
    /// <summary>Reads a payload by these rules.</summary>
    public static string Payload<T>(byte[] input, Func<byte[], T> read, Action<IBufferWriter<byte>, T> write)
    {
        T value;
        try
        {
            value = read(input);
        }
        catch (WireException refusal)
        {
            return Refusal(refusal.Message, 2 * WireLimits.TextLength);
        }

        var once = Written(value, write);
        byte[] twice;
        try
        {
            twice = Written(read(once), write);
        }
        catch (WireException refusal)
        {
            throw new BrokenRuleException($"what was read and written is refused: {refusal.Message}");
        }

        return once.AsSpan().SequenceEqual(twice) ? "read" : throw new BrokenRuleException("what was read and written reads as something else");
    }

    /// <summary>A refusal is a short sentence that cannot harm a terminal or a log.</summary>
    public static string Refusal(string words, int mostCharacters) =>
        words.Length == 0 || words.Length > mostCharacters ? throw new BrokenRuleException($"a refusal of {words.Length} characters")
        : words.Any(c => char.IsControl(c) && c != '\n') ? throw new BrokenRuleException("a refusal with control characters")
        : words;

    private static byte[] Written<T>(T value, Action<IBufferWriter<byte>, T> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output, value);
        return output.WrittenSpan.ToArray();
    }
}
