using Powderwatts.Readings;

namespace Powderwatts.Store.Influx;

/// <summary>Which InfluxDB, and what to show it.</summary>
public sealed record InfluxOptions
{
    /// <summary>The server's address, `http` or `https`; a path before the API's own is kept.</summary>
    public required Uri Url { get; init; }

    /// <summary>InfluxDB 1, 2 or 3.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The token (2, 3) or `user:password` (1); null for a server that asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>The organisation by its name; only InfluxDB 2 has one.</summary>
    public string? Organisation { get; init; }

    /// <summary>The database or bucket for origin live.</summary>
    public string LiveDatabase { get; init; } = "powderwatts";

    /// <summary>The database or bucket for origins replay and sim.</summary>
    public string DemoDatabase { get; init; } = "powderwatts_demo";

    /// <summary>How long to wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for the answer to a write; the server's own limit is 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait for the last row of an answer.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The name for messages, without secrets: `InfluxDB http://127.0.0.1:8086`.</summary>
    public string Name => $"InfluxDB {Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')}";

    /// <summary>The database of an origin: tapes and simulations never share one with measured data.</summary>
    public string DatabaseOf(Origin origin) => origin == Origin.Live ? LiveDatabase : DemoDatabase;

    /// <summary>For logs; the token is left out.</summary>
    public override string ToString() => $"{Name} (version {Version})";
}
