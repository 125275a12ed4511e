using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.SystemTests.Tape;

/// <summary>Somebody else on the broker: hears everything, and can speak.</summary>
internal sealed class BrokerListener : IAsyncDisposable
{
    private readonly MqttLink link;
    private readonly ConcurrentQueue<(DateTimeOffset At, MqttMessage Message)> heard = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerListener(int port, string filter)
    {
        link = new MqttLink(new MqttLinkOptions { Port = port, ClientId = $"test-{Guid.NewGuid():n}", Subscriptions = [filter] }, TimeProvider.System, NullLogger<MqttLink>.Instance)
        {
            Received = message => heard.Enqueue((DateTimeOffset.UtcNow, message)),
            Connected = _ =>
            {
                connected.TrySetResult();
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>What was heard, with the instant at which it came.</summary>
    public IReadOnlyCollection<(DateTimeOffset At, MqttMessage Message)> Heard => heard;

    /// <summary>Connects and subscribes.</summary>
    public static async Task<BrokerListener> StartAsync(int port, string filter, CancellationToken cancellationToken)
    {
        var listener = new BrokerListener(port, filter);
        _ = listener.link.RunAsync(CancellationToken.None);
        await listener.connected.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        return listener;
    }

    /// <summary>Says something.</summary>
    public Task<PublishOutcome> SayAsync(string topic, Action<IBufferWriter<byte>> write, bool retain, CancellationToken cancellationToken)
    {
        var payload = new ArrayBufferWriter<byte>();
        write(payload);
        return link.PublishAsync(topic, payload.WrittenMemory, 1, retain, cancellationToken);
    }

    /// <summary>The payloads that the broker keeps at the moment, by topic; empty ones are none.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> RetainedAsync(int port, CancellationToken cancellationToken)
    {
        await using var listener = await StartAsync(port, Topics.Everything, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return listener.Heard.Where(h => h.Message.Retained).ToDictionary(h => h.Message.Topic, h => System.Text.Encoding.UTF8.GetString(h.Message.Payload.Span));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();
}
