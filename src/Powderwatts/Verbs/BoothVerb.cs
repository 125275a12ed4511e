using System.CommandLine;
using Powderwatts.Booth;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts booth`: the whole flow in one process.</summary>
internal static class BoothVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var listen = SharedOptions.Listen();
        var lan = SharedOptions.Lan();
        var mqtt = SharedOptions.Mqtt();
        var load = new Option<string?>("--load")
        {
            HelpName = "FILE",
            Description = "let the first simulated circuit follow a recording: a CSV with Timestamp and Active (W), or water-heater",
        };
        var speed = new Option<double>("--speed")
        {
            HelpName = "N",
            Description = "how fast the simulated weather passes, 0.1 to 3600 (default: 1)",
            DefaultValueFactory = _ => 1,
        };
        speed.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0.1 and <= 3600))
                result.AddError("--speed must be from 0.1 to 3600");
        });
        var seed = new Option<long?>("--seed")
        {
            HelpName = "N",
            Description = "seed of the simulated roof: chooses its winter month at the first start (default: 1, January)",
        };
        var interval = new Option<TimeSpan?>("--interval")
        {
            HelpName = "TIME",
            Description = "sampling interval of every sensor, 10ms to 1h (default: as in the settings)",
            CustomParser = SharedOptions.Duration,
        };

        var command = new Command("booth", "The whole flow in one process: sensors, broker, collector, store and dashboard.")
        {
            config, data, listen, lan, mqtt, load, speed, seed, interval,
        };
        command.SetAction((parsed, cancellationToken) => BoothHost.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            new BoothOptions
            {
                Data = SharedOptions.DataPath(parsed.GetValue(data)),
                Listen = parsed.GetValue(listen)!,
                Lan = parsed.GetValue(lan),
                Mqtt = parsed.GetValue(mqtt)!,
                Load = parsed.GetValue(load),
                Speed = parsed.GetValue(speed),
                Seed = parsed.GetValue(seed),
                Interval = parsed.GetValue(interval),
            },
            cancellationToken));
        return command;
    }
}
