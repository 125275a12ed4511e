using Powderwatts.Tape;
using Powderwatts.Tape.Editing;

namespace Powderwatts.Tapes;

/// <summary>`tape cut`: a part of a tape as a tape.</summary>
internal static class TapeCutRun
{
    /// <summary>Writes it. A damaged tape is no fault: the words say what could not be read.</summary>
    /// <exception cref="StartException">The tape cannot be read, the new one not written, or nothing would be in it.</exception>
    public static int Run(
        string file, string made, GivenInstant? from, GivenInstant? before, IReadOnlyCollection<(string, string)> sensors, bool force, TextWriter words,
        CancellationToken cancellationToken) => TapeFault.Told(() =>
    {
        using var reader = TapeReader.Open(file);
        var zone = TapeZone.Of(reader.Header);
        var count = new TapeCut(reader, from?.In(zone) ?? long.MinValue, before?.In(zone) ?? long.MaxValue, sensors).Run(made, force, cancellationToken);
        foreach (var damage in reader.Damages)
            TapeWords.Damage(words, damage);
        if (reader.End.Ending != TapeEnding.Complete)
            words.WriteLine($"{TapeWords.Clean(file)} is {TapeWords.Ending(reader.End)}");
        if (count == 0)
        {
            var summary = reader.Summary();
            throw new StartException($"cannot cut tape '{TapeWords.Clean(file)}': no reading is in that part; it holds {TapeWords.Span(summary, reader.Header.Zone)}, see powderwatts tape info");
        }

        words.WriteLine($"{TapeWords.Number(count)} readings in {TapeWords.Clean(made)}");
        return ExitCode.Done;
    });
}
