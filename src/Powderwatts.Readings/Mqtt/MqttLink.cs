using Microsoft.Extensions.Logging;

namespace Powderwatts.Readings.Mqtt;

/// <summary>
/// Our one way to a broker: connects, reconnects with jittered backoff on a monotonic clock, subscribes again after every
/// connect, publishes with a checked reason code. MQTT 5 and 3.1.1.
/// </summary>
public sealed class MqttLink(MqttLinkOptions options, TimeProvider time, ILogger<MqttLink> logger) : IAsyncDisposable
{
    /// <summary>How the link is now.</summary>
    public LinkState State => throw new NotImplementedException();

    /// <summary>Why it is down, with the next step; null when up.</summary>
    public string? Reason => throw new NotImplementedException();

    /// <summary>Called for each message, on the link's own reading loop: copy and return, never block. Set before <see cref="RunAsync"/>.</summary>
    public Action<MqttMessage>? Received { get; set; }

    /// <summary>Called after every connect, once subscribed. Set before <see cref="RunAsync"/>.</summary>
    public Func<CancellationToken, Task>? Connected { get; set; }

    /// <summary>Called when <see cref="State"/> changes.</summary>
    public Action<LinkState>? StateChanged { get; set; }

    /// <summary>Keeps the link up until cancelled, then disconnects in order.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => throw new NotImplementedException($"{options}{time}{logger}");

    /// <summary>Publishes and tells what came of it; never throws for a broken link.</summary>
    public Task<PublishOutcome> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
