using System.Collections.Immutable;

namespace Powderwatts.Savings.Money;

/// <summary>Prices from one day to another.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included; null: until further notice.</param>
/// <param name="PerKwh">Price of a kWh outside every band.</param>
/// <param name="Bands">Other prices by time of use; the first that fits holds.</param>
/// <param name="PerKw">Price of a kW of a month's highest 15-minute mean; 0 for none.</param>
public sealed record TariffPeriod(DateOnly From, DateOnly? To, decimal PerKwh, ImmutableArray<TariffBand> Bands, decimal PerKw = 0)
{
    /// <summary>Is a day in it?</summary>
    public bool Has(DateOnly day) => day >= From && (To is not { } last || day <= last);

    /// <summary>Price of a kWh at a local time.</summary>
    public decimal PriceAt(DateTime local)
    {
        foreach (var band in Bands)
        {
            if (band.Has(local))
                return band.PerKwh;
        }

        return PerKwh;
    }
}
