namespace Powderwatts.Savings.Money;

/// <summary>A tariff that cannot answer: which day, and what to add.</summary>
public sealed class TariffException(string message) : Exception(message);
