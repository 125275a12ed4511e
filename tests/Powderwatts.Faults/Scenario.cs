namespace Powderwatts.Faults;

/// <summary>One kind of fault, tried again and again.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Rows">The rows of the table in docs/reliability.md that it is about.</param>
/// <param name="Words">What it does, in one line.</param>
/// <param name="ShortRounds">Rounds of a short run; 0 leaves it out of `all --short`.</param>
/// <param name="LongRounds">Rounds of a long run.</param>
/// <param name="RunAsync">Does it; leaves what it saw in the run.</param>
internal sealed record Scenario(string Name, string Rows, string Words, int ShortRounds, int LongRounds, Func<FaultRun, CancellationToken, Task> RunAsync);
