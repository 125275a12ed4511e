using System.Text;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// Reads lines with a limit on their length, so that an input without line ends takes no memory. Ends are LF or CR LF; a byte order
/// mark names the encoding.
/// </summary>
internal sealed class LineSource(Stream input, Encoding encoding) : IDisposable
{
    /// <summary>The longest line, characters.</summary>
    public const int MostCharacters = 64 * 1024;

    private readonly StreamReader reader = new(input, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder text = new();
    private readonly Stack<SourceLine> returned = new();
    private int next;
    private int filled;
    private long number;

    /// <summary>Is the last line without a line end?</summary>
    public bool EndsOpen { get; private set; }

    /// <summary>Reads the next line; false at the end.</summary>
    public bool TryRead(out SourceLine line)
    {
        if (returned.TryPop(out line))
            return true;
        text.Clear();
        var any = false;
        var isTooLong = false;
        while (next < filled || Fill())
        {
            any = true;
            var rest = buffer.AsSpan(next, filled - next);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            next += end < 0 ? rest.Length : end + 1;
            var room = MostCharacters - text.Length;
            isTooLong |= part.Length > room;
            text.Append(part[..Math.Min(part.Length, room)]);
            if (end >= 0)
            {
                line = Made(isEnded: true, isTooLong);
                return true;
            }
        }

        EndsOpen |= any;
        line = any ? Made(isEnded: false, isTooLong) : default;
        return any;
    }

    /// <summary>Gives a line back: it is the next one.</summary>
    public void Return(in SourceLine line) => returned.Push(line);

    public void Dispose() => reader.Dispose();

    private SourceLine Made(bool isEnded, bool isTooLong)
    {
        if (text.Length > 0 && text[^1] == '\r')
            text.Length--;
        return new(++number, text.ToString(), isEnded, isTooLong);
    }

    private bool Fill()
    {
        (next, filled) = (0, reader.Read(buffer, 0, buffer.Length));
        return filled > 0;
    }
}
