namespace Powderwatts.Savings.Carbon;

/// <summary>A factor file that is not right, or a region that it does not have. The message has the next step.</summary>
public sealed class FactorException(string message) : Exception(message);
