namespace Powderwatts.Savings.Carbon;

/// <summary>What a kWh from the grid emits.</summary>
/// <param name="Region">Region id: `NWPP`.</param>
/// <param name="Name">Its name: `WECC Northwest`.</param>
/// <param name="Year">Year of the data.</param>
/// <param name="Gas">`CO2` or `CO2e`.</param>
/// <param name="Basis">`average` or `marginal`.</param>
/// <param name="KgPerKwh">kg per kWh.</param>
/// <param name="Source">Where it is from.</param>
public sealed record EmissionFactor(string Region, string Name, int Year, string Gas, string Basis, double KgPerKwh, string Source);
