using System.Net.Http.Headers;
using System.Text;

namespace Powderwatts.Store.Influx;

/// <summary>Where the three versions of InfluxDB take lines and questions, and how they want to be shown a token.</summary>
internal sealed class InfluxDialect
{
    private readonly InfluxOptions options;
    private readonly string root;

    public InfluxDialect(InfluxOptions options)
    {
        if (options.Version is < 1 or > 3)
            throw new ArgumentOutOfRangeException(nameof(options), options.Version, "InfluxDB is 1, 2 or 3");
        this.options = options;
        root = options.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        Authorization = options.Token switch
        {
            null => null,
            { } token when options.Version == 1 => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token))),
            { } token when options.Version == 2 => new("Token", token),
            { } token => new("Bearer", token),
        };
    }

    /// <summary>The header that every request carries; null for none.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    /// <summary>Where lines of a database go. The precision is always named: a server that guesses it may guess wrong.</summary>
    public Uri Write(string database)
    {
        var name = Uri.EscapeDataString(database);
        return At(options.Version switch
        {
            1 => $"/write?db={name}&precision=ms",
            2 => $"/api/v2/write?org={Uri.EscapeDataString(options.Organisation ?? "")}&bucket={name}&precision=ms",
            _ => $"/api/v3/write_lp?db={name}&precision=millisecond&no_sync=false&accept_partial=true",
        });
    }

    /// <summary>Where a question of InfluxQL goes, with rows sent as they are found.</summary>
    public Uri Query(string database, string question) =>
        At($"/query?db={Uri.EscapeDataString(database)}&epoch=ms&chunked=true&chunk_size=10000&q={Uri.EscapeDataString(question)}");

    /// <summary>Any other place of the API.</summary>
    /// <param name="path">Path and query, escaped.</param>
    public Uri At(string path) => new(root + path);
}
