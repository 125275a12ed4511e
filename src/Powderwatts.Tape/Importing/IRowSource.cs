namespace Powderwatts.Tape.Importing;

/// <summary>Reads an input row by row.</summary>
internal interface IRowSource
{
    /// <summary>Reads the next row; false at the end.</summary>
    bool Next(ImportRow row);

    /// <summary>The importer used at least one value of the row.</summary>
    void Used(ImportRow row);

    /// <summary>Adds what it noticed about the input as a whole.</summary>
    void Tell(ImportReport report);
}
