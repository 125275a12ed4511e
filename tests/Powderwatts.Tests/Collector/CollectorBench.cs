using System.Buffers;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Collector;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Collector;

/// <summary>A running collector between a fake store and a list of what it published.</summary>
internal sealed class CollectorBench : IAsyncDisposable
{
    public static readonly OutboxId Outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");
    public static readonly DateTimeOffset Start = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource stop = new();
    private readonly TemporaryFolder folder = new();
    private readonly DeadLetterStore deadLetters;
    private readonly Task running;

    public CollectorBench(CollectorSettings? settings = null)
    {
        deadLetters = new(folder.Path);
        Board = new(Time);
        Worker = new(settings ?? new() { EnoughRows = 1 }, Store, deadLetters, Board, new Random(1), Time, NullLogger<CollectorWorker>.Instance)
        {
            Publish = (topic, payload, retain, _) =>
            {
                if (BrokerIsDown)
                    return Task.FromResult(false);
                if (topic.EndsWith("/ack", StringComparison.Ordinal))
                    Acks.Writer.TryWrite((topic, WireJson.ReadAcknowledgement(payload.Span)));
                else
                    Health.Writer.TryWrite((topic, retain, WireJson.ReadHealth(payload.Span)));
                return Task.FromResult(true);
            },
        };
        running = Worker.RunAsync(stop.Token);
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public FakeStore Store { get; } = new();

    public HealthBoard Board { get; }

    public CollectorWorker Worker { get; }

    public volatile bool BrokerIsDown;

    public Channel<(string Topic, Acknowledgement Ack)> Acks { get; } = Channel.CreateUnbounded<(string, Acknowledgement)>();

    public Channel<(string Topic, bool Retain, HealthReport Report)> Health { get; } = Channel.CreateUnbounded<(string, bool, HealthReport)>();

    public string DeadLetterFolder => deadLetters.Folder;

    public List<DeadLetter> Letters(string kind) =>
        [.. new DeadLetterReader(folder.Path).List().Where(l => l.Id.StartsWith(kind, StringComparison.Ordinal)).Select(l => l.Letter)];

    public async Task<Acknowledgement> AckAsync() => (await Acks.Reader.ReadAsync(TestContext.Current.CancellationToken)).Ack;

    public PartHealth Part(string name) => Board.Report().Parts.Single(p => p.Part == name);

    /// <summary>Offers a chunk of node `booth-pi` with readings n = from to to.</summary>
    public bool Offer(long from, long to, string node = "booth-pi") => Worker.Offer(Topics.Data("lodge", node), Chunk(from, to));

    public bool OfferAbout(string node = "booth-pi")
    {
        var buffer = new ArrayBufferWriter<byte>();
        WireJson.WriteAbout(buffer, new("0.1.0", "machine", "run", "", Outbox, 1, []));
        return Worker.Offer(Topics.About("lodge", node), buffer.WrittenMemory, retained: true);
    }

    public static byte[] Chunk(long from, long to) =>
        Chunk([.. Enumerable.Range(0, (int)(to - from + 1)).Select(i => new Numbered(from + i, Reading("a", Start, from + i)))], []);

    public static byte[] Chunk(ImmutableArray<Numbered> readings, ImmutableArray<Gap> gaps)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WireJson.WriteChunk(buffer, new(Outbox, readings, gaps));
        return buffer.WrittenSpan.ToArray();
    }

    public static Reading Reading(string sensor, DateTimeOffset at, double power) =>
        new(sensor, at.ToUnixTimeMilliseconds() + (long)power, new() { [Quantity.PowerW] = power });

    /// <summary>Waits until so many letters of strangers are kept.</summary>
    public async Task WaitForLettersAsync(int count)
    {
        while (deadLetters.ForeignCount < count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Lets fake time pass until the store is asked again.</summary>
    public async Task AdvanceToNextAttemptAsync(TimeSpan step)
    {
        while (!Store.Attempts.Reader.TryRead(out _))
        {
            Time.Advance(step);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        Worker.Dispose();
        deadLetters.Dispose();
        stop.Dispose();
        folder.Dispose();
    }
}
