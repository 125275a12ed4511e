using Powderwatts.Tape;
using Powderwatts.Tape.Editing;

namespace Powderwatts.Tapes;

/// <summary>`tape join`: several tapes as one.</summary>
internal static class TapeJoinRun
{
    /// <summary>Writes it.</summary>
    /// <exception cref="StartException">The tapes do not belong together, one is damaged, or the new one cannot be written.</exception>
    public static int Run(IReadOnlyList<string> files, string made, bool force, TextWriter words, CancellationToken cancellationToken) => TapeFault.Told(() =>
    {
        var tapes = new List<(string, TapeReader Reader)>();
        try
        {
            foreach (var file in files)
                tapes.Add((file, TapeReader.Open(file)));
            var count = TapeJoin.Run(tapes, made, force, $"powderwatts {ProgramVersion.Text}", cancellationToken);
            words.WriteLine($"{TapeWords.Number(count)} readings of {files.Count} tapes in {TapeWords.Clean(made)}");
            return ExitCode.Done;
        }
        finally
        {
            tapes.ForEach(tape => tape.Reader.Dispose());
        }
    });
}
