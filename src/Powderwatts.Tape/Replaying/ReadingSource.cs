namespace Powderwatts.Tape.Replaying;

/// <summary>Opens a recording: its readings in order of arrival. Called again for every pass and after every seek.</summary>
/// <param name="from">Null: from the beginning. Else from the first reading of this instant (Unix milliseconds) or later; earlier ones may follow.</param>
public delegate IEnumerable<TapeReading> ReadingSource(long? from);
