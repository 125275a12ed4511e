using System.Diagnostics;
using MQTTnet;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Faults.Observing;

/// <summary>Listens to everything on a broker and remembers when what was heard last. Comes back within 50 ms of the broker.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly int port;
    private readonly Task listening;
    private readonly HashSet<long> sentRows = [];
    private long lastLive;
    private long lastStored;
    private long lastStoredRow;
    private long rows;

    /// <summary>Begins to listen on a port of this machine.</summary>
    public Observer(int port)
    {
        this.port = port;
        listening = ListenAsync();
    }

    /// <summary>When a live reading came last, as a timestamp of <see cref="Stopwatch"/>; 0 for never.</summary>
    public long LastLive => Interlocked.Read(ref lastLive);

    /// <summary>When an acknowledgement of rows came last.</summary>
    public long LastStored => Interlocked.Read(ref lastStored);

    /// <summary>The highest row that was acknowledged.</summary>
    public long LastStoredRow => Interlocked.Read(ref lastStoredRow);

    /// <summary>Rows in chunks so far, copies too, and different rows among them.</summary>
    public (long All, long Different) Rows
    {
        get
        {
            lock (gate)
                return (rows, sentRows.Count);
        }
    }

    /// <summary>Forgets the rows counted so far.</summary>
    public void CountFromNow()
    {
        lock (gate)
            (rows, _) = (0, sentRows.RemoveWhere(_ => true));
    }

    /// <summary>Waits for something to be heard after a moment; how long it took from there.</summary>
    public async Task<TimeSpan> WaitAsync(Func<Observer, long> last, long since, TimeSpan limit, CancellationToken cancellationToken)
    {
        while (last(this) <= since)
        {
            if (Stopwatch.GetElapsedTime(since) > limit)
                throw new TimeoutException($"nothing was heard within {limit}");
            await Task.Delay(5, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(since, last(this));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        var factory = new MqttClientFactory();
        while (true)
        {
            using var client = factory.CreateMqttClient();
            client.ApplicationMessageReceivedAsync += Heard;
            try
            {
                await client.ConnectAsync(
                    factory.CreateClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("observer").WithTimeout(TimeSpan.FromSeconds(2)).Build(), stop.Token);
                await client.SubscribeAsync(Topics.Everything, cancellationToken: stop.Token);
                while (client.IsConnected)
                    await Task.Delay(50, stop.Token);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // the broker is not there: that is what this run is about
            }

            await Task.Delay(50, stop.Token);
        }
    }

    private Task Heard(MqttApplicationMessageReceivedEventArgs message)
    {
        if (message.ApplicationMessage.Retain || !Topics.TryParse(message.ApplicationMessage.Topic, out var topic))
            return Task.CompletedTask;
        var now = Stopwatch.GetTimestamp();
        var payload = System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload);
        switch (topic.Leaf)
        {
            case TopicLeaf.Live:
                Interlocked.Exchange(ref lastLive, now);
                break;
            case TopicLeaf.Ack when WireJson.ReadAcknowledgement(payload) is { Stored.IsEmpty: false } acknowledgement:
                Interlocked.Exchange(ref lastStored, now);
                Interlocked.Exchange(ref lastStoredRow, Math.Max(LastStoredRow, acknowledgement.Stored.Max(r => r.To)));
                break;
            case TopicLeaf.Data:
                var chunk = WireJson.ReadChunk(payload).Chunk;
                lock (gate)
                {
                    rows += chunk.Readings.Length + chunk.Gaps.Length;
                    foreach (ref readonly var row in chunk.Readings.AsSpan())
                        sentRows.Add(row.N);
                    foreach (var gap in chunk.Gaps)
                        sentRows.Add(gap.N);
                }

                break;
        }

        return Task.CompletedTask;
    }
}
