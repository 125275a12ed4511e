using System.Text;

namespace Powderwatts.Readings.Wire;

/// <summary>The ids of one chunk or tape: each is made a string once. Rows go round the sensors, so the search goes on from the last.</summary>
/// <param name="most">How many are kept; others are made anew each time.</param>
internal sealed class SensorNames(int most = WireLimits.Sensors)
{
    private readonly List<string> known = new(8);
    private int next;

    /// <summary>The id that these bytes spell, or null when they break the rule of ids.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < known.Count; i++)
        {
            var index = (next + i) % known.Count;
            if (!Ascii.Equals(utf8, known[index]))
                continue;
            next = index + 1;
            return known[index];
        }

        Span<char> text = stackalloc char[Id.MaxLength];
        if (utf8.Length > Id.MaxLength || Ascii.ToUtf16(utf8, text, out var length) != System.Buffers.OperationStatus.Done
            || !Id.IsValid(text[..length]))
            return null;
        var id = text[..length].ToString();
        if (known.Count < most)
        {
            known.Add(id);
            next = known.Count;
        }

        return id;
    }
}
