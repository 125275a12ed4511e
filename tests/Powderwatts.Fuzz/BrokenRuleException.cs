namespace Powderwatts.Fuzz;

/// <summary>A parser took an input, but something that must hold does not.</summary>
internal sealed class BrokenRuleException(string rule) : Exception(rule);
