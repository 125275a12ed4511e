using Powderwatts.Collector;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Processes;

/// <summary>Opens the store that the rig names.</summary>
internal static class RigStore
{
    /// <summary>For a collector. SQLite files are made when they are new; InfluxDB is only called when there is something to write.</summary>
    /// <exception cref="StartException">The token file cannot be used.</exception>
    /// <exception cref="StoreException">A SQLite file cannot be opened.</exception>
    public static IStore Open(StoreSettings store, string dataFolder, TimeProvider time) =>
        IsInflux(store) ? new InfluxStore(Influx(store), time) : SqliteStore.Open(dataFolder);

    /// <summary>For those who only ask.</summary>
    /// <exception cref="StartException">The token file cannot be used.</exception>
    public static IStore OpenReadOnly(StoreSettings store, string dataFolder, TimeProvider time) =>
        IsInflux(store) ? new InfluxStore(Influx(store), time) : SqliteStore.OpenReadOnly(dataFolder);

    /// <summary>How a collector gathers for this store.</summary>
    public static CollectorSettings Collector(StoreSettings store) => IsInflux(store) ? new() : CollectorSettings.ForEmbeddedStore;

    /// <summary>Is it InfluxDB?</summary>
    public static bool IsInflux(StoreSettings store) => store.Kind == "influx";

    /// <summary>What InfluxDB is given.</summary>
    /// <exception cref="StartException">The token file cannot be used.</exception>
    public static InfluxOptions Influx(StoreSettings store) => new()
    {
        Url = store.Url!,
        Version = store.Version,
        Token = SecretFile.Read(store.TokenFile, "store.token_file"),
        Organisation = store.Organisation,
    };
}
