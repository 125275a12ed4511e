namespace Powderwatts.Fuzz;

/// <summary>One parser under attack.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Inputs to begin from, good ones and bad ones.</param>
/// <param name="Read">
/// Gives one input to the parser. Returns what came of it in a few words: `read`, or the refusal in the parser's own words. Throws
/// <see cref="BrokenRuleException"/> when a rule is broken; any other exception that leaves it is a finding too.
/// </param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], string> Read);
