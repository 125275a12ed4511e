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
        CustomParser = TapeOptionSet.Speed,
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

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="replay">The option that asks for a tape instead of sensors, where the verb has it: then the speed is the tape's.</param>
    public void AddTo(Command command, Option? replay = null)
    {
        if (replay is not null)
            speed.Description += ", or a tape, 0.1 to 10000 or max";
        command.Validators.Add(result =>
        {
            var isTape = replay is not null && result.GetResult(replay) is not null;
            if (!isTape && result.GetResult(speed) is { Tokens.Count: > 0 } given && given.GetValueOrDefault<double>() is not (>= 0.1 and <= 3600))
                result.AddError("--speed must be from 0.1 to 3600");
            if (isTape && new Option[] { load, seed, interval }.FirstOrDefault(option => result.GetResult(option) is { Tokens.Count: > 0 }) is { } sensors)
                result.AddError($"{sensors.Name} is for sensors, not for a tape; leave it out, or leave out {replay!.Name}");
        });
        foreach (var option in new Option[] { load, speed, seed, interval })
            command.Options.Add(option);
    }

    /// <summary>How fast the weather or the tape passes.</summary>
    public double Speed(ParseResult parsed) => parsed.GetValue(speed);

    /// <summary>What was given.</summary>
    public NodeOptions Read(ParseResult parsed) => new()
    {
        Load = parsed.GetValue(load),
        Speed = parsed.GetValue(speed),
        Seed = parsed.GetValue(seed),
        Interval = parsed.GetValue(interval),
    };
}
