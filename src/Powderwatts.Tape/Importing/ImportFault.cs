namespace Powderwatts.Tape.Importing;

/// <summary>The mapping and the input do not belong together.</summary>
/// <param name="Place">The line of the mapping file.</param>
/// <param name="Reason">What the input does not have.</param>
public sealed record ImportFault(MapPlace Place, string Reason);
