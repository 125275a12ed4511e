using Powderwatts.Readings.Mqtt;
using Powderwatts.Replaying;
using Powderwatts.Settings;

namespace Powderwatts.Booth;

/// <summary>A tape in the place of the rig's sensors. At its end the booth goes on showing it.</summary>
internal sealed class TapeSource(Rig rig, ReplayOptions options, string dataFolder, TimeProvider time, ILoggerFactory loggers) : IBoothSource
{
    private readonly ReplayTape tape = ReplayTape.Open(options);
    private readonly string folder = Path.Combine(dataFolder, "replay");

    /// <inheritdoc/>
    public string Site => tape.Site;

    /// <inheritdoc/>
    public string Name => tape.Site == rig.Site.Id ? rig.Site.Name : tape.Site;

    /// <inheritdoc/>
    public TimeZoneInfo Zone => tape.Zone;

    /// <inheritdoc/>
    public IReadOnlyList<string> Nodes => [.. tape.Nodes.Select(node => node.Node)];

    /// <inheritdoc/>
    public string Words => $"REPLAY of '{tape.Name}', {ReplayWords.Instant(tape.First, tape.Zone)}, {ReplayWords.Speed(options.Play.Speed)}{(options.Play.Loop ? ", again and again" : "")}";

    /// <inheritdoc/>
    public async Task RunAsync(Func<string, MqttLinkOptions> broker, CancellationToken cancellationToken)
    {
        ReplayFolder.Clear(folder); // what a killed booth left behind
        Directory.CreateDirectory(folder);
        try
        {
            await using var run = new ReplayRun(tape, options.Play, broker, null, folder, time, loggers);
            await run.RunAsync(stay: true, cancellationToken);
        }
        finally
        {
            foreach (var kept in ReplayFolder.Clear(folder))
                Processes.Words.Say($"Rows that could not be sent are in {kept}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
