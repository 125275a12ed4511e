using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Powderwatts.Store.Influx;

/// <summary>The calls that look after databases, for the three versions of InfluxDB.</summary>
internal sealed class InfluxAdministration(InfluxConnection connection, TimeProvider time)
{
    private InfluxOptions Options => connection.Options;

    /// <summary>The names of the databases or buckets that the token may see. Of InfluxDB 2 only ours are asked for.</summary>
    /// <exception cref="StoreException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyCollection<string>> DatabasesAsync(string verb, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        switch (Options.Version)
        {
            case 1:
                using (var shown = await QueryAsync(verb, "SHOW DATABASES", cancellationToken).ConfigureAwait(false))
                {
                    foreach (var series in List(List(shown.RootElement, "results").First(), "series"))
                    {
                        foreach (var row in List(series, "values"))
                            names.Add(row[0].GetString() ?? "");
                    }
                }

                break;
            case 2:
                foreach (var name in new[] { Options.LiveDatabase, Options.DemoDatabase })
                {
                    if (await BucketAsync(verb, name, cancellationToken).ConfigureAwait(false) is not null)
                        names.Add(name);
                }

                break;
            default:
                using (var shown = await CallAsync(verb, "", HttpMethod.Get, "/api/v3/configure/database?format=json", null, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var row in shown.RootElement.EnumerateArray())
                        names.Add(Text(row, "iox::database") ?? "");
                }

                break;
        }

        return names;
    }

    /// <summary>Asks InfluxDB 1 something by InfluxQL.</summary>
    /// <exception cref="StoreException">No answer, or a refusal.</exception>
    public async Task<JsonDocument> QueryAsync(string verb, string question, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(verb, "", HttpMethod.Post, $"/query?q={Uri.EscapeDataString(question)}", null, cancellationToken).ConfigureAwait(false);
        if (List(answer.RootElement, "results").FirstOrDefault() is { ValueKind: JsonValueKind.Object } first)
        {
            if (Text(first, "error") is not { } error)
                return answer;
            answer.Dispose();
            throw new StoreException(Failure.RetrySlowly, $"cannot {verb} the store '{Options.Name}': {error}; look at the server's log");
        }

        answer.Dispose();
        throw NotInflux(verb);
    }

    /// <summary>The id of a bucket; null when there is none that the token may see.</summary>
    public async Task<string?> BucketAsync(string verb, string name, CancellationToken cancellationToken)
    {
        var path = $"/api/v2/buckets?org={Uri.EscapeDataString(Options.Organisation ?? "")}&name={Uri.EscapeDataString(name)}";
        var reply = await connection.SendAsync(verb, HttpMethod.Get, connection.Dialect.At(path), null, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 404 && !reply.Body.Contains("org", StringComparison.OrdinalIgnoreCase))
            return null;
        using var answer = Read(verb, name, reply);
        return List(answer.RootElement, "buckets").Where(b => Text(b, "name") == name).Select(b => Text(b, "id")).FirstOrDefault();
    }

    /// <summary>The id of the organisation.</summary>
    /// <exception cref="StoreException">There is none of that name.</exception>
    public async Task<string> OrganisationAsync(string verb, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            verb, "", HttpMethod.Get, $"/api/v2/orgs?org={Uri.EscapeDataString(Options.Organisation ?? "")}", null, cancellationToken).ConfigureAwait(false);
        return List(answer.RootElement, "orgs").Where(o => Text(o, "name") == Options.Organisation).Select(o => Text(o, "id")).FirstOrDefault()
            ?? throw new StoreException(Failure.RetrySlowly,
                $"cannot {verb} the store '{Options.Name}': the organisation '{Options.Organisation}' is missing; correct the store's organisation");
    }

    /// <summary>The bucket that questions about a database name go to; null when there is no such mapping.</summary>
    public async Task<string?> MappingAsync(string verb, string organisationId, string database, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(verb, database, HttpMethod.Get,
            $"/api/v2/dbrps?orgID={Uri.EscapeDataString(organisationId)}&db={Uri.EscapeDataString(database)}", null, cancellationToken).ConfigureAwait(false);
        var mappings = List(answer.RootElement, "content").Where(m => Text(m, "database") == database).ToList();
        var chosen = mappings.FindIndex(m => m.TryGetProperty("default", out var isDefault) && isDefault.ValueKind == JsonValueKind.True);
        return mappings.Count == 0 ? null : Text(mappings[Math.Max(0, chosen)], "bucketID");
    }

    /// <summary>Calls the API with a JSON body and reads the JSON answer.</summary>
    /// <exception cref="StoreException">No answer, or a refusal.</exception>
    public async Task<JsonDocument> CallAsync(
        string verb, string database, HttpMethod method, string path, Action<Utf8JsonWriter>? body, CancellationToken cancellationToken) =>
        Read(verb, database, await SendAsync(verb, method, path, body, cancellationToken).ConfigureAwait(false));

    /// <summary>Calls the API with a JSON body.</summary>
    /// <exception cref="StoreException">No answer.</exception>
    public async Task<InfluxReply> SendAsync(
        string verb, HttpMethod method, string path, Action<Utf8JsonWriter>? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : Json(body);
        return await connection.SendAsync(verb, method, connection.Dialect.At(path), content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The words for a refusal.</summary>
    public StoreException Refused(string verb, string database, InfluxReply reply) =>
        InfluxErrors.Refused(verb, Options, database, reply.Status, WritePolicy.Judge(Options.Version, reply, time.GetUtcNow()));

    private JsonDocument Read(string verb, string database, InfluxReply reply)
    {
        if (reply.Status is < 200 or > 299)
            throw Refused(verb, database, reply);
        try
        {
            return JsonDocument.Parse(string.IsNullOrWhiteSpace(reply.Body) ? "{}" : reply.Body);
        }
        catch (JsonException)
        {
            throw NotInflux(verb);
        }
    }

    private StoreException NotInflux(string verb) => new(Failure.RetrySlowly,
        $"cannot {verb} the store '{Options.Name}': its answer is not InfluxDB's; check the store's url and version");

    private static ByteArrayContent Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static JsonElement.ArrayEnumerator List(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
