using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>`tape verify`: reads all of a tape and names what cannot be read.</summary>
internal static class TapeVerifyRun
{
    /// <summary>Tells it; 1 when the tape is not whole.</summary>
    public static int Run(string file, bool json, TextWriter output) => TapeFault.Told(() =>
    {
        using var reader = TapeReader.Open(file);
        var verification = reader.Verify();
        if (json)
            output.WriteLine(TapeJson.Verification(file, reader, verification));
        else
            TapeWords.Verification(output, reader, verification);
        return reader.End.Ending == TapeEnding.Complete ? ExitCode.Done : ExitCode.Failed;
    });
}
