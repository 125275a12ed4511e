namespace Powderwatts.Store.Influx;

/// <summary>One thing that was looked at on the way to InfluxDB.</summary>
/// <param name="Ok">Is it as it should be?</param>
/// <param name="What">What was looked at: `server`, `version`, `token`, `powderwatts`.</param>
/// <param name="Text">What was found, a sentence without its full stop.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
public sealed record InfluxFinding(bool Ok, string What, string Text, string? Fix = null);
