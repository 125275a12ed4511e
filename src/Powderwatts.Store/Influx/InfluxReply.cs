namespace Powderwatts.Store.Influx;

/// <summary>A short answer of the server.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Its text, at most 64 KiB of it.</param>
/// <param name="RetryAfter">The header `Retry-After` as it was sent; null without one.</param>
/// <param name="ServerVersion">The header `X-Influxdb-Version`; null without one.</param>
internal readonly record struct InfluxReply(int Status, string Body, string? RetryAfter = null, string? ServerVersion = null);
