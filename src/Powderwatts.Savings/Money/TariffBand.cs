using System.Collections.Immutable;

namespace Powderwatts.Savings.Money;

/// <summary>Hours of the day with a price of their own, in local time.</summary>
/// <param name="Name">`peak`.</param>
/// <param name="FromHour">First hour, 0 to 23.</param>
/// <param name="ToHour">The hour at which it ends, 1 to 24; at or before <paramref name="FromHour"/> it goes on past midnight.</param>
/// <param name="Days">Days of the week; empty for all. The hours after midnight belong to the day that they are in.</param>
/// <param name="PerKwh">Price of a kWh.</param>
public sealed record TariffBand(string Name, int FromHour, int ToHour, ImmutableArray<DayOfWeek> Days, decimal PerKwh)
{
    /// <summary>Is a local time in it?</summary>
    public bool Has(DateTime local) =>
        (Days.IsEmpty || Days.Contains(local.DayOfWeek))
        && (FromHour < ToHour ? local.Hour >= FromHour && local.Hour < ToHour : local.Hour >= FromHour || local.Hour < ToHour);
}
