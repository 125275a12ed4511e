using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>Listens to a node's acknowledgements, to know when its rows are settled: a few hundred small messages, nothing of the data.</summary>
internal sealed class AcknowledgedRows : IAsyncDisposable
{
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MqttLink link;
    private readonly bool[] settled;
    private long count;

    /// <summary>Begins to listen.</summary>
    public AcknowledgedRows(int port, string site, string node, int rows)
    {
        settled = new bool[rows + 1];
        link = new MqttLink(
            new MqttLinkOptions { Port = port, ClientId = "benchmark", Subscriptions = [Topics.Ack(site, node)] }, TimeProvider.System, NullLogger<MqttLink>.Instance)
        {
            Received = message => Take(AcknowledgementJson.Read(message.Payload.Span)),
        };
        _ = link.RunAsync(CancellationToken.None);
    }

    /// <summary>When the first rows were settled, and how many.</summary>
    public (long At, long Rows) First { get; private set; }

    /// <summary>When the last were.</summary>
    public long LastAt { get; private set; }

    /// <summary>Is it listening?</summary>
    public async Task UntilListensAsync(CancellationToken cancellationToken)
    {
        while (link.State != LinkState.Up)
            await Task.Delay(5, cancellationToken);
    }

    /// <summary>Completes at the first acknowledgement of rows.</summary>
    public Task UntilFirstAsync(CancellationToken cancellationToken) => first.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

    /// <summary>Completes when all rows are acknowledged as stored.</summary>
    public Task UntilAllAsync(CancellationToken cancellationToken) => all.Task.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();

    private void Take(Acknowledgement acknowledgement)
    {
        foreach (var range in acknowledgement.Stored)
        {
            for (var n = range.From; n <= Math.Min(range.To, settled.Length - 1); n++)
            {
                count += settled[n] ? 0 : 1;
                settled[n] = true;
            }
        }

        if (count > 0 && First.Rows == 0)
        {
            First = (Stopwatch.GetTimestamp(), count);
            first.TrySetResult();
        }

        if (count == settled.Length - 1)
        {
            LastAt = Stopwatch.GetTimestamp();
            all.TrySetResult();
        }
    }
}
