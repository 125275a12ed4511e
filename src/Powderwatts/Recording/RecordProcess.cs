using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;
using Powderwatts.Settings.Yaml;
using Powderwatts.Tape.Recording;

namespace Powderwatts.Recording;

/// <summary>`record`: what the rig's broker carries of the rig's site, on tape. It only reads.</summary>
internal static class RecordProcess
{
    /// <summary>Records until cancelled or for a time; an ordered stop completes the tape.</summary>
    /// <exception cref="StartException">It cannot start or go on: one sentence with the next step.</exception>
    /// <returns>Done when there is a tape and nothing is known to be missing from it.</returns>
    public static async Task<int> RunAsync(
        Rig rig, string file, string? name, bool live, TimeSpan? length, long fileBytes, long budgetBytes, CancellationToken cancellationToken)
    {
        if (budgetBytes < 2 * fileBytes)
        {
            throw new StartException(
                $"cannot record '{file}' in {SizeText.Format(budgetBytes)}: one file is written while another is kept; give a --budget of at least twice --file-size ({SizeText.Format(fileBytes)})");
        }

        var exit = ExitCode.Failed;
        await ProcessRun.RunAsync(async (time, loggers) =>
        {
            var broker = BrokerClient.Of(rig.Broker, ClientId(), "dashboard"); // the user that may read everything
            var options = Options(rig, rig.Site.Id, rig.Site.Zone, file, name) with { Live = live, FileBytes = fileBytes, BudgetBytes = budgetBytes };
            Words.Started($"recording '{options.Name}' from {(live ? "live" : "data")} of site {rig.Site.Id}", rig, ("Broker", Words.Address(rig.Broker)));
            var counts = await RecordAsync(options, broker, length, time, loggers, cancellationToken);
            if (Fault(counts) is { } fault)
                Words.Say(fault);
            else
                exit = ExitCode.Done;
        }, cancellationToken);
        return exit;
    }

    /// <summary>Why a recording is not what was asked for, in one sentence; null when it is.</summary>
    public static string? Fault(RecordCounts counts) => counts switch
    {
        { Files: 0 } => "Nothing was recorded and there is no tape: the broker was not reached; see `powderwatts doctor`",
        { Dropped: > 0 } or { Missing: > 0 } => "The tape is not complete: what the broker carried meanwhile is in the collector's store; see `powderwatts export`",
        _ => null,
    };

    /// <summary>What is recorded of a site.</summary>
    /// <exception cref="StartException">The name is none.</exception>
    public static RecordOptions Options(Rig rig, string site, TimeZoneInfo zone, string file, string? name)
    {
        name ??= Path.GetFileNameWithoutExtension(file);
        if (name.Length is 0 or > 64 || name.Any(char.IsControl))
            throw new StartException($"cannot record '{file}': its name is not 1 to 64 characters; give one with --name");
        return new RecordOptions
        {
            File = file,
            Site = site,
            Name = name,
            Zone = zone.Id,
            Software = $"powderwatts {ProgramVersion.Text}",
            RigHash = Convert.ToHexStringLower(SHA256.HashData(rig.Source == RigFile.BuiltIn ? Encoding.UTF8.GetBytes(RigFile.BuiltInText()) : File.ReadAllBytes(rig.Source)))[..32],
        };
    }

    /// <summary>A client id that nobody has.</summary>
    public static string ClientId() => $"record-{OutboxId.New().ToString()[..8]}";

    /// <summary>Records from a broker until cancelled or for a time.</summary>
    public static async Task<RecordCounts> RecordAsync(
        RecordOptions options, MqttLinkOptions broker, TimeSpan? length, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var recorder = new TapeRecorder(options, time)
        {
            Began = file => Words.Say($"Tape       {file}"),
            Removed = file => Words.Say($"Removed {file}: the recording has taken its {SizeText.Format(options.BudgetBytes)}"),
        };
        await using var link = new MqttLink(broker with { Subscriptions = recorder.Subscriptions }, time, loggers.CreateLogger<MqttLink>())
        {
            Received = recorder.Offer,
            Connected = _ =>
            {
                recorder.Subscribed();
                return Task.CompletedTask;
            },
        };
        using var stopLink = new CancellationTokenSource();
        using var clock = length is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        var linked = link.RunAsync(stopLink.Token);
        try
        {
            await recorder.RunAsync(stop.Token);
        }
        finally
        {
            await stopLink.CancelAsync();
            await linked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Words.Say(Told(recorder.Counts));
        }

        return recorder.Counts;
    }

    private static string Told(RecordCounts counts)
    {
        var words = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Recorded {counts.Readings:N0} readings in {counts.Files} {(counts.Files == 1 ? "file" : "files")}"));
        foreach (var (count, what) in new[]
        {
            (counts.Repeats, "rows were sent again and written once"), (counts.Missing, "rows were not heard"),
            (counts.Bad, "broke the contract and were left out"), (counts.Dropped, "messages came faster than the disk takes them and were dropped"),
        })
        {
            if (count > 0)
                words.Append(CultureInfo.InvariantCulture, $"; {count:N0} {what}");
        }

        return words.ToString();
    }
}
