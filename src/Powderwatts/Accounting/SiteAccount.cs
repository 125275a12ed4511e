using System.Collections.Immutable;

namespace Powderwatts.Accounting;

/// <summary>The accounting of a site in one period.</summary>
/// <param name="Site">The site.</param>
/// <param name="Zone">Its time zone, IANA.</param>
/// <param name="Origin">The origin of the readings.</param>
/// <param name="From">First instant, Unix milliseconds.</param>
/// <param name="To">Last instant, Unix milliseconds.</param>
/// <param name="Circuits">Each circuit.</param>
internal sealed record SiteAccount(string Site, string Zone, Readings.Origin Origin, long From, long To, ImmutableArray<AccountedCircuit> Circuits)
{
    /// <summary>Energy used, Wh.</summary>
    public double ActualWh => Circuits.Sum(c => c.Actual.EnergyWh);

    /// <summary>Avoided energy of the circuits that have a figure, Wh; null when none has.</summary>
    public double? AvoidedWh => Sum(c => c.Shown?.AvoidedWh);

    /// <summary>The lower ends together, Wh.</summary>
    public double? LowWh => Sum(c => c.Shown?.LowWh);

    /// <summary>The upper ends together, Wh.</summary>
    public double? HighWh => Sum(c => c.Shown?.HighWh);

    /// <summary>Is the sum at least so much, as a circuit has no figure or only a part of one?</summary>
    public bool AtLeast => Circuits.Any(c => c.Shown is not { AvoidedWh: not null, UnpricedS: 0 });

    private double? Sum(Func<AccountedCircuit, double?> value) =>
        Circuits.Any(c => value(c) is not null) ? Circuits.Sum(c => value(c) ?? 0) : null;
}
