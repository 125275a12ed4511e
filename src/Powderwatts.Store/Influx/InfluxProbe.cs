using System.Globalization;

namespace Powderwatts.Store.Influx;

/// <summary>Looks at the road to InfluxDB, step by step, for `doctor`: the server, its version, the token, the databases. Changes nothing.</summary>
public static class InfluxProbe
{
    private const string Verb = "reach";
    private const string SetUp = "create it with powderwatts collect --setup";

    /// <summary>The findings, in order; after a step that fails the later ones are left out, as they would fail for the same reason.</summary>
    public static async Task<IReadOnlyList<InfluxFinding>> LookAsync(InfluxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var findings = new List<InfluxFinding>();
        using var connection = new InfluxConnection(options, time);
        var administration = new InfluxAdministration(connection, time);
        try
        {
            var ping = await connection.SendAsync(Verb, HttpMethod.Get, connection.Dialect.At("/ping"), null, cancellationToken).ConfigureAwait(false);
            if (ping.ServerVersion is null && ping.Status is not (200 or 204 or 401))
            {
                findings.Add(new(false, "server", string.Create(CultureInfo.InvariantCulture, $"{options.Name} answers HTTP {ping.Status}, which is not InfluxDB"),
                    "correct the store's url"));
                return findings;
            }

            findings.Add(new(true, "server", $"{options.Name} answers"));
            if (!VersionFits(options, ping.ServerVersion, findings))
                return findings;
        }
        catch (StoreException error)
        {
            findings.Add(Failed("server", error));
            return findings;
        }

        try
        {
            var names = await administration.DatabasesAsync(Verb, cancellationToken).ConfigureAwait(false);
            findings.Add(new(true, "token", options.Token is null ? "the server asks for no token" : "the token is known"));
            foreach (var name in new[] { options.LiveDatabase, options.DemoDatabase })
            {
                findings.Add(names.Contains(name)
                    ? new(true, name, $"'{name}' is there")
                    : new(false, name, $"'{name}' is missing, or this token may not see it", SetUp));
            }

            if (options.Version == 2)
                await MappingsAsync(administration, names, findings, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException error)
        {
            findings.Add(Failed("token", error));
        }

        return findings;
    }

    private static bool VersionFits(InfluxOptions options, string? server, List<InfluxFinding> findings)
    {
        var digits = server?.TrimStart('v') ?? "";
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
        {
            findings.Add(new(true, "version", "the server does not name its version"));
            return true;
        }

        var fits = digits[0] - '0' == options.Version;
        findings.Add(fits
            ? new(true, "version", $"InfluxDB {digits}")
            : new(false, "version", string.Create(CultureInfo.InvariantCulture, $"the server is InfluxDB {digits}, the settings say version {options.Version}"),
                $"set the store's version to {digits[0]}"));
        return fits;
    }

    private static async Task MappingsAsync(
        InfluxAdministration administration, IReadOnlyCollection<string> names, List<InfluxFinding> findings, CancellationToken cancellationToken)
    {
        var organisation = await administration.OrganisationAsync(Verb, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            findings.Add(await administration.MappingAsync(Verb, organisation, name, cancellationToken).ConfigureAwait(false) is not null
                ? new(true, name, $"InfluxQL finds '{name}'")
                : new(false, name, $"InfluxQL does not find '{name}': it has no mapping to its bucket", SetUp));
        }
    }

    // a message reads `cannot <do> ...: <cause>; <next step>`
    private static InfluxFinding Failed(string what, StoreException error)
    {
        var cut = error.Message.LastIndexOf("; ", StringComparison.Ordinal);
        return cut < 0 ? new(false, what, error.Message) : new(false, what, error.Message[..cut], error.Message[(cut + 2)..]);
    }
}
