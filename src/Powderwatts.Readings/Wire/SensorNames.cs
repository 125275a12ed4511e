using System.Text;

namespace Powderwatts.Readings.Wire;

/// <summary>The ids of one chunk or tape: each is made a string once. Rows go round the sensors, so the search goes on from the last.</summary>
/// <param name="most">How many are kept; others are made anew each time.</param>
internal sealed class SensorNames(int most = WireLimits.Sensors)
{
    /// <summary>As many are searched one by one; with more, a dictionary is asked when the one that is next in turn is not it.</summary>
    private const int Few = 16;

    private readonly List<string> known = new(8);
    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? places;
    private int next;

    /// <summary>The id that these bytes spell, or null when they break the rule of ids.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < known.Count && i < Few; i++)
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
        if (places is { } lookup && lookup.TryGetValue(text[..length], out var place))
        {
            next = place + 1;
            return known[place];
        }

        var id = text[..length].ToString();
        if (known.Count < most)
            Keep(id);
        return id;
    }

    private void Keep(string id)
    {
        known.Add(id);
        next = known.Count;
        if (known.Count > Few && places is null)
            places = known.Select((name, i) => (name, i)).ToDictionary(x => x.name, x => x.i, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        else if (places is { } lookup)
            lookup.Dictionary.Add(id, known.Count - 1);
    }
}
