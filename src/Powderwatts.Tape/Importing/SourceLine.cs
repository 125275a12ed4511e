namespace Powderwatts.Tape.Importing;

/// <summary>One line of an input.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its line end; cut when it is too long.</param>
/// <param name="IsEnded">Does it have a line end?</param>
/// <param name="IsTooLong">Is it longer than a line can be?</param>
internal readonly record struct SourceLine(long Number, string Text, bool IsEnded, bool IsTooLong);
