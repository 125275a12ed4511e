using System.Globalization;

namespace Powderwatts.Faults;

/// <summary>One run of a scenario: its dice, and what came of it.</summary>
/// <param name="Scenario">What is run.</param>
/// <param name="Seed">The dice's seed: the same moments again, as far as the machine allows.</param>
/// <param name="Rounds">How many faults.</param>
/// <param name="IsShort">A short run: waits are shortened too.</param>
internal sealed record FaultRun(Scenario Scenario, int Seed, int Rounds, bool IsShort)
{
    private readonly List<TimeSpan> recoveries = [];
    private readonly List<string> measures = [];
    private readonly List<string> failures = [];

    /// <summary>The dice.</summary>
    public Random Random { get; } = new(Seed);

    /// <summary>The accounts of the node's outbox; null while there are none.</summary>
    public Accounts? Accounts { get; set; }

    /// <summary>What the processes have said, for a run that breaks down.</summary>
    public Func<string> Output { get; set; } = () => "";

    /// <summary>How long each restarted process took until readings flowed again.</summary>
    public IReadOnlyList<TimeSpan> Recoveries => recoveries;

    /// <summary>What else was measured, in words.</summary>
    public IReadOnlyList<string> Measures => measures;

    /// <summary>What must not be; none in a good run.</summary>
    public IReadOnlyList<string> Failures => failures;

    public void Recovered(TimeSpan after) => recoveries.Add(after);

    public void Measured(FormattableString words) => measures.Add(words.ToString(CultureInfo.InvariantCulture));

    public void Failed(string words) => failures.Add(words);

    /// <summary>A failure unless it holds.</summary>
    public void Must(bool holds, FormattableString otherwise)
    {
        if (!holds)
            failures.Add(otherwise.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A chance length of time.</summary>
    public TimeSpan Between(double fromSeconds, double toSeconds) => TimeSpan.FromSeconds(fromSeconds + (Random.NextDouble() * (toSeconds - fromSeconds)));

    /// <summary>Says how far it is, on stderr: stdout has results only.</summary>
    public void Say(FormattableString words) => Console.Error.WriteLine($"  {Scenario.Name}: {words.ToString(CultureInfo.InvariantCulture)}");
}
