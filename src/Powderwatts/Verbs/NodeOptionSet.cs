using System.CommandLine;
using Powderwatts.Processes;

namespace Powderwatts.Verbs;

/// <summary>The options of every verb that runs a node: `--load`, `--speed`, `--seed`, `--interval`.</summary>
internal sealed class NodeOptionSet
{
    private readonly Option<string?> load = new("--load")
    {
        HelpName = "FILE",
        Description = "let the first simulated circuit follow a recording: a CSV with Timestamp and Active (W), or water-heater",
    };

    private readonly Option<double> speed = new("--speed")
    {
        HelpName = "N",
        Description = "how fast the simulated weather passes, 0.1 to 3600",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<long?> seed = new("--seed")
    {
        HelpName = "N",
        Description = "seed of the simulated roof: chooses its winter month at the first start (default: 1, January)",
    };

    private readonly Option<TimeSpan?> interval = new("--interval")
    {
        HelpName = "TIME",
        Description = "sampling interval of every sensor, 10ms to 1h (default: as in the settings)",
        CustomParser = SharedOptions.Duration,
    };

    /// <summary>Makes them.</summary>
    public NodeOptionSet() => speed.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0.1 and <= 3600))
            result.AddError("--speed must be from 0.1 to 3600");
    });

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { load, speed, seed, interval })
            command.Options.Add(option);
    }

    /// <summary>What was given.</summary>
    public NodeOptions Read(ParseResult parsed) => new()
    {
        Load = parsed.GetValue(load),
        Speed = parsed.GetValue(speed),
        Seed = parsed.GetValue(seed),
        Interval = parsed.GetValue(interval),
    };
}
