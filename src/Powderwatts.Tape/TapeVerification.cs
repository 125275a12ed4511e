namespace Powderwatts.Tape;

/// <summary>What came of reading a whole tape.</summary>
/// <param name="Found">What was read, counted reading by reading.</param>
/// <param name="Lost">How many readings more the index counts than could be read; null without an index.</param>
public sealed record TapeVerification(TapeSummary Found, long? Lost);
