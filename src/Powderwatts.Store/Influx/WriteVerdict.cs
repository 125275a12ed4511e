namespace Powderwatts.Store.Influx;

/// <summary>What an answer to a write means.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">The server's words, shortened; empty when everything is stored.</param>
/// <param name="RetryAfter">When the server wants to be asked again, 1 to 300 s; null when it does not say.</param>
internal readonly record struct WriteVerdict(WriteAction Action, string Reason, TimeSpan? RetryAfter = null);
