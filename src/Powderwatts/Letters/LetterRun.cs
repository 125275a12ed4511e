using System.Globalization;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Letters;

/// <summary>`deadletters` on a data folder; a collector or a node may be running beside.</summary>
internal static class LetterRun
{
    /// <summary>Every letter, a line each.</summary>
    public static int List(string data, bool json, TextWriter output)
    {
        var marks = new DoneLetters(data).Read();
        foreach (var (id, letter) in new DeadLetterReader(data).List())
        {
            var done = marks.Contains(DoneLetters.Mark(id, letter));
            output.WriteLine(json ? LetterWords.Json(id, letter, done) : LetterWords.Line(id, letter, done));
        }

        return ExitCode.Done;
    }

    /// <summary>One letter.</summary>
    /// <exception cref="StartException">There is none of this id.</exception>
    public static int Show(string data, string id, bool json, TextWriter output)
    {
        var letter = new DeadLetterReader(data).Find(id) ?? throw Unknown(data, id);
        var done = new DoneLetters(data).Read().Contains(DoneLetters.Mark(id, letter));
        if (json)
            output.WriteLine(LetterWords.Json(id, letter, done));
        else
            LetterWords.Page(output, id, letter, done);
        return ExitCode.Done;
    }

    /// <summary>Tries letters again; 1 when any of them is still not stored.</summary>
    /// <param name="rig">The rig, for its store.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="ids">The letters; null for all.</param>
    /// <param name="json">Report for a program?</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StartException">An id is unknown, the store does not answer, or another process writes it.</exception>
    public static async Task<int> RetryAsync(
        Rig rig, string data, IReadOnlyCollection<string>? ids, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        data = Path.GetFullPath(data);
        var reader = new DeadLetterReader(data);
        foreach (var id in ids ?? [])
        {
            if (reader.Find(id) is null)
                throw Unknown(data, id);
        }

        var (stored, failed) = (0L, 0L);
        try
        {
            // one process writes the files of a data folder; InfluxDB takes any number
            using var folder = RigStore.IsInflux(rig.Store) ? null : DataFolder.Open(data);
            await using var store = RigStore.Open(rig.Store, data, TimeProvider.System);
            await new LetterRetry(reader, new DoneLetters(data), store).RunAsync(id => ids?.Contains(id) ?? true, outcome =>
            {
                if (outcome.Fault is null)
                    stored++;
                else
                    failed++;
                if (outcome.Fault is { } fault && !json)
                    Console.Error.WriteLine($"{outcome.Id}: {fault}");
            }, cancellationToken);
        }
        catch (Exception fault) when (StartFault.IsOne(fault))
        {
            throw new StartException(fault.Message, fault);
        }

        output.WriteLine(json
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"stored":{{stored}},"failed":{{failed}}}""")
            : string.Create(CultureInfo.InvariantCulture, $"{stored} stored, {failed} refused again"));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static StartException Unknown(string data, string id) =>
        new($"cannot find dead letter '{id}' in '{data}': there is none of this id; see powderwatts deadletters list");
}
