namespace Powderwatts.Readings.Wire;

/// <summary>A reading with its outbox sequence.</summary>
/// <param name="N">64-bit sequence: rising by one, never reused, not reset by a reboot.</param>
/// <param name="Reading">The reading.</param>
public readonly record struct Numbered(long N, Reading Reading);
