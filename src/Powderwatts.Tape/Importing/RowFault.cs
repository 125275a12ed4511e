namespace Powderwatts.Tape.Importing;

/// <summary>Why a row, or one value of it, was not used.</summary>
/// <param name="Reason">The reason, for counting.</param>
/// <param name="Detail">What stands there, in words.</param>
public readonly record struct RowFault(RowReason Reason, string Detail)
{
    private const int MostQuoted = 60;

    /// <summary>A text of the input for a message: short, in one line, in quotes.</summary>
    public static string Quoted(ReadOnlySpan<char> text)
    {
        Span<char> clean = stackalloc char[Math.Min(text.Length, MostQuoted)];
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
        return text.Length > MostQuoted ? $"'{clean}...'" : $"'{clean}'";
    }
}
