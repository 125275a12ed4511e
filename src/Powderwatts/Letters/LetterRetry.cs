using Powderwatts.Collector.DeadLetters;
using Powderwatts.Store;

namespace Powderwatts.Letters;

/// <summary>Writes dead letters to the store after all, and marks those that it took. A letter that is marked is not written again.</summary>
internal sealed class LetterRetry(DeadLetterReader reader, DoneLetters done, IStore store)
{
    private const int BatchLetters = 500;

    /// <summary>What came of one letter.</summary>
    /// <param name="Id">The letter.</param>
    /// <param name="Fault">Why it is not in the store; null when it is.</param>
    internal readonly record struct Outcome(string Id, string? Fault);

    /// <summary>Tries all letters that are chosen and not done.</summary>
    /// <param name="chosen">Is the letter of this id wanted?</param>
    /// <param name="told">Is given what came of each letter.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="StoreException">The store does not answer; what it took before is marked.</exception>
    /// <exception cref="IOException">Another retry is running, or the marks cannot be written.</exception>
    public async Task RunAsync(Func<string, bool> chosen, Action<Outcome> told, CancellationToken cancellationToken)
    {
        using var held = done.Hold();
        var marked = done.Read();
        var known = reader.List().Select(l => DoneLetters.Mark(l.Id, l.Letter)).ToHashSet(StringComparer.Ordinal);
        var waiting = reader.List().Where(l => chosen(l.Id) && !marked.Contains(DoneLetters.Mark(l.Id, l.Letter)));
        foreach (var batch in waiting.Chunk(BatchLetters))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WriteAsync(batch, known, told, cancellationToken);
        }
    }

    private async Task WriteAsync((string Id, DeadLetter Letter)[] letters, IReadOnlySet<string> known, Action<Outcome> told, CancellationToken cancellationToken)
    {
        var rows = new List<(string Id, DeadLetter Letter, NodeBatch Batch)>();
        foreach (var (id, letter) in letters)
        {
            var (batch, reason) = LetterRows.Read(letter);
            if (batch is null)
                told(new(id, reason));
            else
                rows.Add((id, letter, batch));
        }

        if (rows.Count == 0)
            return;
        var refused = (await store.WriteAsync([.. rows.Select(r => r.Batch)], cancellationToken)).ToLookup(r => r.Batch);
        done.Add(rows.Where((_, i) => !refused.Contains(i)).Select(r => DoneLetters.Mark(r.Id, r.Letter)), known);
        for (var i = 0; i < rows.Count; i++)
            told(new(rows[i].Id, refused[i].Select(r => r.Reason).FirstOrDefault()));
    }
}
