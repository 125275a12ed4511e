namespace Powderwatts.Faults;

/// <summary>This machine cannot do what the scenario needs.</summary>
internal sealed class NotPossibleException(string words) : Exception(words)
{
    private const string Skip = "$XunitDynamicSkip$"; // what the starters of servers throw where there is none

    /// <summary>Why a scenario is not possible here; null when something else is wrong.</summary>
    public static string? WhyNot(Exception fault) =>
        fault is NotPossibleException ? fault.Message
        : fault.Message.StartsWith(Skip, StringComparison.Ordinal) ? fault.Message[Skip.Length..]
        : null;
}
