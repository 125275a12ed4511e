namespace Powderwatts.Faults;

/// <summary>This machine cannot do what the scenario needs.</summary>
internal sealed class NotPossibleException(string words) : Exception(words);
