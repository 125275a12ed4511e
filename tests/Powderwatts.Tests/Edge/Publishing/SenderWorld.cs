using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

/// <summary>
/// The real outbox and the real sender, a network that loses, repeats and reorders, and a model of a collector that remembers everything.
/// One of its collectors falls over rows that no collector can take.
/// </summary>
internal sealed class SenderWorld : IDisposable
{
    private static readonly OutboxSettings small = new() { MaxBytes = 384 << 10, DropBytes = 32 << 10 };

    private readonly TemporaryFolder folder = new();
    private readonly SteppingTime time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private readonly Random dice;
    private readonly Dictionary<long, Reading> committed = [];
    private readonly Dictionary<long, Reading> received = [];
    private readonly HashSet<long> settled = [];
    private readonly List<RowRange> named = [];
    private readonly List<ReadOnlyMemory<byte>> toCollector = [];
    private readonly List<ReadOnlyMemory<byte>> toNode = [];
    private NodeOutbox outbox;
    private ChunkLoop sender;
    private bool isHealthy;
    private int taken;
    private long lastPoison = long.MaxValue;

    public SenderWorld(int seed)
    {
        dice = new Random(seed);
        (outbox, sender) = Start();
    }

    /// <summary>Rows that no collector ever answers.</summary>
    public int Poisoned => committed.Keys.Count(IsPoison);

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
    }

    /// <summary>Something happens.</summary>
    public async Task ActAsync()
    {
        switch (dice.Next(14))
        {
            case 0 or 1 or 2:
                Commit(dice.Next(1, 300));
                break;
            case 3:
                time.Advance(TimeSpan.FromSeconds(dice.Next(1, 45)));
                break;
            case 4:
                outbox.Dispose(); // a crash: what was on its way may still arrive
                (outbox, sender) = Start();
                break;
            case 5:
                sender.LinkDown();
                await TurnAsync();
                sender.LinkReady();
                break;
            case 6:
                time.Step(TimeSpan.FromSeconds(dice.Next(-7200, 7200)));
                break;
            case 7:
                outbox.Resend(outbox.Id, [new RowRange(dice.Next(1, 500), dice.Next(500, 3000))]);
                break;
            case 8:
                Answer(OutboxId.New(), 1, outbox.Highest); // another outbox's
                Answer(outbox.Id, 1, outbox.Highest + 1_000_000); // a forgery, of rows that there never will be
                break;
            case 9 or 10:
                Deliver(toCollector, Collect);
                break;
            default:
                Deliver(toNode, sender.Acknowledged);
                break;
        }

        await TurnAsync();
    }

    /// <summary>From now on nothing goes wrong any more, but for the rows that no collector can take.</summary>
    public async Task HealAsync()
    {
        isHealthy = true;
        sender.LinkReady();
        for (var i = 0; i < 4000; i++)
        {
            // others must be answered for a chunk to be given up
            if (i < 3500 && outbox.UnacknowledgedUpTo(outbox.Highest) > 0)
                Commit(1, last: true);
            await TurnAsync();
            while (toCollector.Count > 0)
                Deliver(toCollector, Collect);
            while (toNode.Count > 0)
                Deliver(toNode, sender.Acknowledged);
            await TurnAsync();
            if (outbox.UnacknowledgedUpTo(outbox.Highest) == 0)
                return;
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Fail($"{outbox.UnacknowledgedUpTo(outbox.Highest)} rows are never settled: {sender.View}, {string.Join(" ", outbox.ReadAfter(0, 2000).Readings.Select(r => r.N).Where(IsPoison))}, first {outbox.ReadAfter(0, 1).Readings.FirstOrDefault().N}, highest {outbox.Highest}");
    }

    /// <summary>Every committed row is settled, named or in the dead letters, as it was committed.</summary>
    public void Check()
    {
        var letters = DeadLetters();

        for (var n = 1L; n <= outbox.Highest; n++)
        {
            Assert.True(settled.Contains(n) || letters.Contains(n) || named.Exists(range => range.Contains(n)), $"{n} is nowhere");
            if (received.TryGetValue(n, out var reading))
                Assert.Equal(committed[n], reading);
        }

        Assert.All(letters, n => Assert.True(IsPoison(n), $"{n} was given up"));
    }

    private (NodeOutbox, ChunkLoop) Start()
    {
        var opened = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance, small, static () => null);
        var facts = new NodeFacts("lodge", "booth-pi", "1", "machine-a", "run", "boot", []);
        var loop = new ChunkLoop(facts, opened, Publish, new NodeDeadLetters(folder.Path, time), time, NullLogger.Instance, static _ => false);
        loop.LinkReady();
        return (opened, loop);
    }

    private async Task TurnAsync()
    {
        for (var i = 0; i < 200 && (await sender.TurnAsync(CancellationToken.None)).Action != SendAction.Wait; i++)
        {
            // it goes on until it has to wait
        }
    }

    private Task<PublishOutcome> Publish(string topic, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var luck = isHealthy ? 9 : dice.Next(10);
        if (luck is not (0 or 1))
            toCollector.Add(json);
        if (luck == 2)
            toCollector.Add(json);
        // a chunk that is reported as failed may have arrived, and one that is reported as sent may not
        return Task.FromResult(luck switch { 3 => PublishOutcome.Failed, 4 => PublishOutcome.Busy, 5 => PublishOutcome.NoSubscriber, _ => PublishOutcome.Sent });
    }

    private void Deliver(List<ReadOnlyMemory<byte>> queue, Action<ReadOnlyMemory<byte>> receive)
    {
        if (queue.Count == 0)
            return;
        var at = dice.Next(queue.Count);
        var message = queue[at];
        if (isHealthy || dice.Next(5) > 0)
            queue.RemoveAt(at);
        if (isHealthy || dice.Next(6) > 0)
            receive(message);
    }

    private void Collect(ReadOnlyMemory<byte> json)
    {
        var chunk = WireJson.ReadChunk(json.Span).Chunk;
        if (chunk.Readings.Any(r => IsPoison(r.N)))
            return; // it has fallen over
        var acknowledged = new List<RowRange>();
        foreach (var (n, reading) in chunk.Readings)
        {
            if (received.TryGetValue(n, out var before))
                Assert.Equal(before, reading); // never restamped, never another one under the same sequence
            received[n] = reading;
            acknowledged.Add(new RowRange(n, n));
        }

        foreach (var gap in chunk.Gaps)
        {
            named.Add(new RowRange(gap.From, gap.To));
            acknowledged.Add(new RowRange(gap.N, gap.N));
        }

        foreach (var rows in acknowledged)
            settled.Add(rows.From);
        var refused = acknowledged.Where(r => r.From % 97 == 0).Select(r => new Refusal(r, "not today")).ToArray();
        Send(new Acknowledgement(chunk.Outbox, [.. acknowledged.Where(r => r.From % 97 != 0)], [.. refused], null));
    }

    private void Answer(OutboxId of, long from, long to)
    {
        if (to >= from)
            Send(new Acknowledgement(of, [new RowRange(from, to)], [], null));
    }

    private void Send(Acknowledgement acknowledgement)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        WireJson.WriteAcknowledgement(json, acknowledgement);
        toNode.Add(json.WrittenMemory);
    }

    private void Commit(int count, bool last = false)
    {
        var rows = Enumerable.Range(0, count).Select(_ => new Reading("gutter", 1_796_000_000_000 + ++taken, new QuantityValues { [Quantity.PowerW] = taken, [Quantity.VoltageV] = 12 })).ToArray();
        var highest = outbox.Commit(rows, []);
        for (var i = 0; i < count; i++)
            committed[highest - count + 1 + i] = rows[i];
        if (last)
            lastPoison = Math.Min(lastPoison, highest - 1);
    }

    private bool IsPoison(long n) => n % 1009 == 0 && n <= lastPoison;

    private HashSet<long> DeadLetters() =>
    [
        .. Directory.Exists(folder.File("deadletters"))
            ? Directory.EnumerateFiles(folder.File("deadletters")).SelectMany(File.ReadLines).Where(line => line.Length > 0)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt64())
            : [],
    ];
}
