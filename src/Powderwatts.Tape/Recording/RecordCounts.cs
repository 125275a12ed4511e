namespace Powderwatts.Tape.Recording;

/// <summary>What a recording has taken so far.</summary>
/// <param name="Readings">Readings on tape.</param>
/// <param name="Repeats">Rows that were sent again: written once.</param>
/// <param name="Missing">Rows that were never heard, though later ones were; known for `data` only.</param>
/// <param name="Bad">Payloads and rows that break the contract: not written.</param>
/// <param name="Dropped">Messages that came faster than the disk takes them: not written.</param>
/// <param name="Files">Files begun.</param>
public sealed record RecordCounts(long Readings, long Repeats, long Missing, long Bad, long Dropped, int Files);
