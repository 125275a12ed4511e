namespace Powderwatts.Tape.Importing;

/// <summary>How often one reason came up.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstLine">The first line.</param>
/// <param name="Example">What stood there.</param>
public sealed record ReasonCount(RowReason Reason, long Count, long FirstLine, string Example);
