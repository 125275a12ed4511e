namespace Powderwatts.Readings.Mqtt;

/// <summary>A received message. The payload is a copy and may be kept.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Retained">Was it kept by the broker, from before we subscribed?</param>
public readonly record struct MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retained);
