using System.Buffers;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Collector;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tape;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Tests;

/// <summary>
/// Plays tapes through a real collector into a real store, on a clock that stands still:
/// <code>
/// await using var stage = TapeStage.InSqlite();
/// await stage.PlayAsync("week.pwtape", token);
/// Assert.Equal(1234, await stage.EnergyAsync("mains", token), 0.1);
/// </code>
/// </summary>
internal sealed class TapeStage : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<Acknowledgement> acknowledgements = Channel.CreateUnbounded<Acknowledgement>();
    private readonly DeadLetterStore deadLetters;
    private readonly CollectorWorker worker;
    private readonly Task running;
    private string site = "";

    private TapeStage(Func<string, IStore> open)
    {
        Store = open(folder.Path);
        deadLetters = new(folder.Path);
        worker = new(new() { EnoughRows = 1 }, Store, deadLetters, new(Time), new Random(1), Time, NullLogger<CollectorWorker>.Instance)
        {
            Publish = (topic, payload, _, _) =>
            {
                if (topic.EndsWith("/ack", StringComparison.Ordinal))
                    acknowledgements.Writer.TryWrite(WireJson.ReadAcknowledgement(payload.Span));
                return Task.FromResult(true);
            },
        };
        running = worker.RunAsync(stop.Token);
    }

    /// <summary>The clock. It stands still.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero));

    /// <summary>The store.</summary>
    public IStore Store { get; }

    /// <summary>The data folder: the SQLite files and the dead letters.</summary>
    public string Folder => folder.Path;

    /// <summary>What the collector refused.</summary>
    public List<Refusal> Refused { get; } = [];

    /// <summary>With an embedded store of its own.</summary>
    public static TapeStage InSqlite() => new(SqliteStore.Open);

    /// <summary>With this store, which is disposed of with the stage.</summary>
    public static TapeStage In(IStore store) => new(_ => store);

    /// <summary>Plays a tape as fast as it goes; returns when every reading is acknowledged.</summary>
    /// <returns>How many readings.</returns>
    public Task<long> PlayAsync(string tape, CancellationToken cancellationToken)
    {
        using (var reader = TapeReader.Open(tape))
            site = reader.Header.Site;
        return new TapePlayer(site, TapeSources.File(tape), new() { Speed = null }, Time).RunAsync(TakeAsync, cancellationToken);
    }

    /// <summary>What a sensor used, Wh, by the differences of its counter, from the first reading to the last.</summary>
    public async Task<double> EnergyAsync(string sensor, CancellationToken cancellationToken)
    {
        var last = (await Store.LastAsync(site, Origin.Replay, cancellationToken)).Where(r => r.Series.Sensor == sensor).Max(r => r.Reading.T);
        return (await SpanAsync(sensor, 0, last + 1, cancellationToken)).EnergyWh;
    }

    /// <summary>What a sensor used in a period.</summary>
    public async Task<EnergySpan> SpanAsync(string sensor, long from, long to, CancellationToken cancellationToken)
    {
        ImmutableArray<long> boundaries = [from, to];
        var circuit = (await Store.CountersAsync(new(site, Origin.Replay, boundaries), cancellationToken)).Single(c => c.Series.Sensor == sensor);
        return CounterDifference.Between(circuit.Points, boundaries, circuit.Gaps).Single();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        worker.Dispose();
        deadLetters.Dispose();
        await Store.DisposeAsync();
        stop.Dispose();
        folder.Dispose();
    }

    private async Task TakeAsync(string fromSite, string node, Chunk chunk, CancellationToken cancellationToken)
    {
        var payload = new ArrayBufferWriter<byte>();
        WireJson.WriteChunk(payload, chunk);
        if (!worker.Offer(Topics.Data(fromSite, node), payload.WrittenMemory))
            throw new InvalidOperationException("the collector is busy although it has settled every chunk");
        for (var settled = 0L; settled < chunk.Readings.Length;)
        {
            var acknowledgement = await acknowledgements.Reader.ReadAsync(cancellationToken);
            Refused.AddRange(acknowledgement.Refused);
            settled += acknowledgement.Stored.Sum(r => r.Count) + acknowledgement.Refused.Sum(r => r.Rows.Count);
        }
    }
}
