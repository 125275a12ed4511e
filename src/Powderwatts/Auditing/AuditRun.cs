using Powderwatts.Edge.Outbox;
using Powderwatts.Processes;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Auditing;

/// <summary>`audit`: is every committed row of this node's outboxes accounted for? Runs beside a running node and changes nothing.</summary>
internal static class AuditRun
{
    /// <summary>Looks and reports; 1 when any row is missing.</summary>
    /// <param name="rig">The rig, for its store.</param>
    /// <param name="data">The node's data folder.</param>
    /// <param name="collectors">The data folders of collectors, for their dead letters and SQLite files; empty when they share the node's.</param>
    /// <param name="json">Report for a program?</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StartException">The outbox or the store cannot be read.</exception>
    public static async Task<int> RunAsync(
        Rig rig, string data, IReadOnlyList<string> collectors, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        data = Path.GetFullPath(data);
        string[] folders = collectors.Count == 0 ? [data] : [.. collectors.Select(Path.GetFullPath)];
        if (!Directory.Exists(data) || OutboxFiles.WithRows(data) is not { Count: > 0 } files)
            throw new StartException($"cannot audit '{data}': no outbox is there; name the data folder of edge or booth with --data");
        var storeFolder = folders.FirstOrDefault(f => File.Exists(Path.Combine(f, SqliteStore.LiveFile)));
        if (storeFolder is null && !RigStore.IsInflux(rig.Store))
            throw new StartException($"cannot audit '{data}': no store is in '{folders[0]}'; name the data folder of the collector with --collector");

        var reports = new List<AuditReport>();
        string[] quarantined = [.. OutboxFiles.Quarantined(data).Select(path => Path.GetFileName(path))];
        try
        {
            await using var store = RigStore.OpenReadOnly(rig.Store, storeFolder ?? data, TimeProvider.System);
            foreach (var file in files)
                reports.Add(await LookAsync(OutboxSnapshot.Read(file), store, [data, .. folders], cancellationToken) with { File = Path.GetFileName(file) });
            AuditWords.Write(output, reports, quarantined, store.Name, json);
        }
        catch (Exception fault) when (StartFault.IsOne(fault) || fault is NotSupportedException)
        {
            throw new StartException(fault.Message, fault);
        }

        // what a damaged file held that nobody could read is not known: that is no yes
        return reports.Sum(r => r.MissingCount) == 0 && quarantined.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // the outbox was read first, then the store, then the letters: a row only ever goes that way
    private static async Task<AuditReport> LookAsync(OutboxSnapshot outbox, IStore store, IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        var stored = await store.SequencesAsync(outbox.Id, cancellationToken);
        var dropped = await store.DroppedAsync(outbox.Id, cancellationToken);
        var letters = new AuditLetters();
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
            letters.Read(folder, outbox.Id);
        return AuditReport.Of(outbox, stored, dropped.Concat(letters.Dropped), letters.Rows);
    }
}
