using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>`tape info`: what a tape says of itself and holds.</summary>
internal static class TapeInfoRun
{
    /// <summary>Tells it; without an index the tape is read for it.</summary>
    public static int Run(string file, bool json, TextWriter output) => TapeFault.Told(() =>
    {
        using var reader = TapeReader.Open(file);
        var summary = reader.Summary();
        if (json)
            output.WriteLine(TapeJson.Info(file, reader, summary));
        else
            TapeWords.Info(output, reader, summary);
        return ExitCode.Done;
    });
}
