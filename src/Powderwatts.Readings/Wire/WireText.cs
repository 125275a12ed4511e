namespace Powderwatts.Readings.Wire;

/// <summary>Texts on the wire are short and have no control characters: they end up on screens, in logs and in terminals.</summary>
internal static class WireText
{
    /// <summary>No control characters, no halves of surrogate pairs?</summary>
    public static bool IsClean(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    /// <summary>Makes a text fit: cut to <paramref name="most"/> characters, spaces for control characters.</summary>
    public static string Clean(ReadOnlySpan<char> text, int most)
    {
        if (text.Length <= most && IsClean(text))
            return text.ToString();
        Span<char> clean = text.Length <= most ? stackalloc char[text.Length] : stackalloc char[most];
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                clean[i] = text[i];
                clean[++i] = text[i];
            }
            else
            {
                clean[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? ' ' : text[i];
            }
        }

        return clean.ToString();
    }
}
