namespace Powderwatts.Tape.Importing;

/// <summary>Where a line of the mapping file stands, so that a fault found in the input can name it.</summary>
/// <param name="Source">The mapping file.</param>
/// <param name="Line">Line, from 1; 0 when there is none.</param>
/// <param name="Column">Column, from 1; 0 when there is none.</param>
/// <param name="Key">The key's path: `sensors[0].columns[2].column`.</param>
public readonly record struct MapPlace(string Source, int Line, int Column, string Key);
