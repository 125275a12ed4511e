namespace Powderwatts.Store.Influx;

/// <summary>
/// Makes what InfluxDB needs before the first row: the two databases (buckets), without expiry, and in InfluxDB 2 the mappings that
/// let InfluxQL find the buckets. May be run any number of times; what is there stays as it is.
/// </summary>
public static class InfluxSetup
{
    private const string Verb = "set up";

    /// <summary>Makes what is missing; returns a finding for each part, all of them ok.</summary>
    /// <exception cref="StoreException">No answer, a refusal, or a mapping that leads elsewhere.</exception>
    public static async Task<IReadOnlyList<InfluxFinding>> RunAsync(InfluxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var connection = new InfluxConnection(options, time);
        var administration = new InfluxAdministration(connection, time);
        var findings = new List<InfluxFinding>();
        var known = options.Version == 2 ? [] : await administration.DatabasesAsync(Verb, cancellationToken).ConfigureAwait(false);
        var organisation = options.Version == 2 ? await administration.OrganisationAsync(Verb, cancellationToken).ConfigureAwait(false) : "";
        foreach (var name in new[] { options.LiveDatabase, options.DemoDatabase })
        {
            if (options.Version == 2)
            {
                await BucketAsync(administration, organisation, name, findings, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var made = !known.Contains(name);
            if (made && options.Version == 1)
                (await administration.QueryAsync(Verb, $"CREATE DATABASE {InfluxQl.Name(name)}", cancellationToken).ConfigureAwait(false)).Dispose();
            else if (made)
                made = await DatabaseAsync(administration, name, cancellationToken).ConfigureAwait(false);
            findings.Add(new(true, name, made ? $"database '{name}' was created, without expiry" : $"database '{name}' is there"));
        }

        return findings;
    }

    private static async Task<bool> DatabaseAsync(InfluxAdministration administration, string name, CancellationToken cancellationToken)
    {
        var reply = await administration.SendAsync(
            Verb, HttpMethod.Post, "/api/v3/configure/database", json => json.WriteString("db"u8, name), cancellationToken).ConfigureAwait(false);
        return reply.Status switch
        {
            >= 200 and < 300 => true,
            409 => false, // someone else was quicker
            _ => throw administration.Refused(Verb, name, reply),
        };
    }

    private static async Task BucketAsync(
        InfluxAdministration administration, string organisation, string name, List<InfluxFinding> findings, CancellationToken cancellationToken)
    {
        var bucket = await administration.BucketAsync(Verb, name, cancellationToken).ConfigureAwait(false);
        var made = bucket is null;
        if (made)
        {
            using var answer = await administration.CallAsync(Verb, name, HttpMethod.Post, "/api/v2/buckets", json =>
            {
                json.WriteString("orgID"u8, organisation);
                json.WriteString("name"u8, name);
                json.WriteStartArray("retentionRules"u8); // none: nothing expires
                json.WriteEndArray();
            }, cancellationToken).ConfigureAwait(false);
            bucket = await administration.BucketAsync(Verb, name, cancellationToken).ConfigureAwait(false)
                ?? throw new StoreException(Failure.RetrySlowly, $"cannot {Verb} the store: bucket '{name}' was created but may not be seen; give the token the right to read buckets");
        }

        findings.Add(new(true, name, made ? $"bucket '{name}' was created, without expiry" : $"bucket '{name}' is there"));
        var mapped = await administration.MappingAsync(Verb, organisation, name, cancellationToken).ConfigureAwait(false);
        if (mapped is not null && mapped != bucket)
        {
            throw new StoreException(Failure.RetrySlowly,
                $"cannot {Verb} the store: InfluxQL's database '{name}' leads to another bucket ({mapped}); remove that mapping with influx v1 dbrp delete");
        }

        if (mapped is null)
        {
            using var answer = await administration.CallAsync(Verb, name, HttpMethod.Post, "/api/v2/dbrps", json =>
            {
                json.WriteString("orgID"u8, organisation);
                json.WriteString("bucketID"u8, bucket);
                json.WriteString("database"u8, name);
                json.WriteString("retention_policy"u8, "autogen");
                json.WriteBoolean("default"u8, true);
            }, cancellationToken).ConfigureAwait(false);
        }

        findings.Add(new(true, name, mapped is null ? $"InfluxQL finds '{name}' now" : $"InfluxQL finds '{name}'"));
    }
}
