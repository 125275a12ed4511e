using System.Collections.Immutable;

namespace Powderwatts.Tape.Format;

/// <summary>What could not be read, each place once, in order of place. Keeps the first <see cref="TapeLimits.Damages"/> by name and counts all.</summary>
internal sealed class DamageLog
{
    private readonly SortedDictionary<(long Position, int Line), TapeDamage> damages = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them.</summary>
    public TapeDamage? First => damages.Count == 0 ? null : damages.Values.First();

    /// <summary>Those that are kept by name.</summary>
    public ImmutableArray<TapeDamage> ToDamages() => [.. damages.Values];

    /// <summary>Notes one; a second of the same place adds nothing.</summary>
    public void Add(TapeDamage damage)
    {
        if (damages.ContainsKey((damage.Position, damage.Line)))
            return;
        Count++;
        if (damages.Count < TapeLimits.Damages)
            damages.Add((damage.Position, damage.Line), damage);
    }
}
