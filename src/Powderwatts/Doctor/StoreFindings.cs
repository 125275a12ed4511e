using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Doctor;

/// <summary>The store: does it answer?</summary>
internal static class StoreFindings
{
    /// <summary>Looks at the files or at the server.</summary>
    public static async Task<IEnumerable<Finding>> LookAsync(StoreSettings store, string data, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!RigStore.IsInflux(store))
            return [await FilesAsync(data, cancellationToken)];
        try
        {
            var findings = await InfluxProbe.LookAsync(RigStore.Influx(store), time, cancellationToken);
            return findings.Select(f => new Finding(f.Ok ? FindingState.Passed : FindingState.Failed, "store", f.Text, f.Fix));
        }
        catch (StartException fault)
        {
            var at = fault.Message.LastIndexOf("; ", StringComparison.Ordinal);
            return [new(FindingState.Failed, "store", fault.Message[..at], fault.Message[(at + 2)..])];
        }
    }

    private static async Task<Finding> FilesAsync(string data, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(data, SqliteStore.LiveFile)))
            return new(FindingState.Passed, "store", "SQLite, made at the first start of booth or collect");
        await using var store = SqliteStore.OpenReadOnly(data);
        try
        {
            foreach (var origin in new[] { Origin.Live, Origin.Sim })
                await store.LastAsync("", origin, cancellationToken);
            return new(FindingState.Passed, "store", $"{store.Name} answers");
        }
        catch (StoreException fault)
        {
            var at = fault.Message.LastIndexOf("; ", StringComparison.Ordinal);
            return at < 0 ? new(FindingState.Failed, "store", fault.Message) : new(FindingState.Failed, "store", fault.Message[..at], fault.Message[(at + 2)..]);
        }
    }
}
