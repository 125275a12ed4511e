using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Powderwatts.Store.Influx;

namespace Powderwatts.Tests;

/// <summary>
/// Stands in for InfluxDB 2 or 3, made from their published HTTP API and stricter than they are: any path, parameter, header or
/// line that the API does not describe, or that our own schema forbids, is a fault and answered with an error.
/// </summary>
internal sealed class InfluxDouble : IAsyncDisposable
{
    public const string Token = "the-token";
    public const string Organisation = "ski area";
    private const string OrganisationId = "0123456789abcdef";

    private readonly int version;
    private readonly WebApplication host;
    private readonly Dictionary<string, string> mappings = [];

    private InfluxDouble(int version, X509Certificate2? certificate)
    {
        this.version = version;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        host = builder.Build();
        host.Run(AnswerAsync);
    }

    /// <summary>What broke the protocol, in words.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Answers for the next writes, instead of storing: status, body, and a `Retry-After` or null.</summary>
    public ConcurrentQueue<(int Status, string Body, string? RetryAfter)> NextWrites { get; } = new();

    /// <summary>Answers for the next questions.</summary>
    public ConcurrentQueue<(int Status, string Body)> NextAnswers { get; } = new();

    /// <summary>The questions that were asked, with their database.</summary>
    public ConcurrentQueue<(string Database, string Question)> Questions { get; } = new();

    /// <summary>Writes so far, refused ones too.</summary>
    public int Writes { get; private set; }

    /// <summary>The databases or buckets.</summary>
    public HashSet<string> Databases { get; } = ["powderwatts", "powderwatts_demo"];

    /// <summary>The points of all databases by identity.</summary>
    public Dictionary<string, LinePoint> Points { get; } = [];

    /// <summary>The most bytes of a write after decompression.</summary>
    public int MostBytes { get; set; } = 10_000_000;

    /// <summary>Says of a point why it is refused; null takes it.</summary>
    public Func<LinePoint, string?> Refuse { get; set; } = _ => null;

    /// <summary>What to give a store.</summary>
    public InfluxOptions Options => new()
    {
        Url = new(host.Urls.Single()),
        Version = version,
        Token = Token,
        Organisation = version == 2 ? Organisation : null,
    };

    /// <summary>Starts one.</summary>
    /// <param name="version">2 or 3.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="certificate">What to show over TLS; null for plain HTTP.</param>
    public static async Task<InfluxDouble> StartAsync(int version, CancellationToken cancellationToken, X509Certificate2? certificate = null)
    {
        var server = new InfluxDouble(version, certificate);
        await server.host.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers["X-Influxdb-Version"] = version == 2 ? "v2.7.12" : "3.5.0";
        if (request.Headers.Authorization != (version == 2 ? "Token " : "Bearer ") + Token)
        {
            await ErrorAsync(context, 401, "unauthorized access");
            return;
        }

        var answer = (version, request.Method, request.Path.Value) switch
        {
            (2, "POST", "/api/v2/write") => WriteAsync(context, "bucket", new() { ["org"] = Organisation, ["precision"] = "ms" }),
            (3, "POST", "/api/v3/write_lp") =>
                WriteAsync(context, "db", new() { ["precision"] = "millisecond", ["no_sync"] = "false", ["accept_partial"] = "true" }),
            (_, "GET", "/query") => QueryAsync(context),
            (2, "GET", "/ping") => JsonAsync(context, 204, null),
            (3, "GET", "/ping") => JsonAsync(context, 200, """{"version":"3.5.0","revision":"x"}"""),
            (2, "GET", "/api/v2/orgs") => OrganisationsAsync(context),
            (2, "GET", "/api/v2/buckets") => BucketsAsync(context),
            (2, "POST", "/api/v2/buckets") => MakeBucketAsync(context),
            (2, "GET", "/api/v2/dbrps") => MappingsAsync(context),
            (2, "POST", "/api/v2/dbrps") => MakeMappingAsync(context),
            (3, "GET", "/api/v3/configure/database") => DatabasesAsync(context),
            (3, "POST", "/api/v3/configure/database") => MakeDatabaseAsync(context),
            _ => FaultAsync(context, 404, $"{request.Method} {request.Path} is not in the API"),
        };
        await answer;
    }

    private async Task WriteAsync(HttpContext context, string databaseKey, Dictionary<string, string> fixedParameters)
    {
        Writes++;
        var request = context.Request;
        foreach (var (key, value) in fixedParameters)
        {
            if (request.Query[key] != value)
            {
                await FaultAsync(context, 400, $"parameter {key} is '{request.Query[key]}', not '{value}'");
                return;
            }
        }

        if (request.Query.Count != fixedParameters.Count + 1)
        {
            await FaultAsync(context, 400, "a parameter is not in the API");
            return;
        }

        if (request.Headers.ContentEncoding != "gzip" || request.ContentType != "text/plain; charset=utf-8")
        {
            await FaultAsync(context, 400, "a write is gzip of text/plain; charset=utf-8");
            return;
        }

        using var text = new MemoryStream();
        await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress))
            await gzip.CopyToAsync(text, context.RequestAborted);
        if (NextWrites.TryDequeue(out var next))
        {
            if (next.RetryAfter is { } wish)
                context.Response.Headers.RetryAfter = wish;
            await JsonAsync(context, next.Status, next.Body);
            return;
        }

        var database = request.Query[databaseKey].ToString();
        if (!Databases.Contains(database) && version == 2)
        {
            await ErrorAsync(context, 404, $"bucket \"{database}\" not found");
            return;
        }

        if (text.Length > MostBytes)
        {
            await ErrorAsync(context, 413, "the request is too large");
            return;
        }

        List<LinePoint> points;
        try
        {
            points = LineParser.Parse(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
        catch (FormatException error)
        {
            await FaultAsync(context, 400, $"unable to parse: {error.Message}");
            return;
        }

        foreach (var point in points)
        {
            if (!point.Tags.Select(t => t.Key).SequenceEqual(["node", "origin", "sensor", "site"]) || point.Timestamp is null || point.Fields.Any(f => f.Value is not double))
            {
                await FaultAsync(context, 400, $"unable to parse: {point.Identity} is not in our schema");
                return;
            }
        }

        string? refused = null;
        foreach (var point in points)
        {
            if (Refuse(point) is { } reason)
                refused ??= reason;
            else
                Points[$"{database} {point.Identity}"] = point;
        }

        if (refused is null)
            await JsonAsync(context, 204, null);
        else if (version == 2)
            await ErrorAsync(context, 422, $"failure writing points to database: partial write: {refused} dropped=1");
        else
            await JsonAsync(context, 400, $$"""{"error":"partial write of line protocol occurred","data":[{"original_line":"circuit..","line_number":1,"error_message":{{Text(refused)}}}]}""");
    }

    private async Task QueryAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["epoch"] != "ms" || query["chunked"] != "true" || !query.ContainsKey("db") || !query.ContainsKey("q"))
        {
            await FaultAsync(context, 400, "a question needs db, q, epoch=ms and chunked=true");
            return;
        }

        Questions.Enqueue((query["db"].ToString(), query["q"].ToString()));
        var (status, body) = NextAnswers.TryDequeue(out var next) ? next : (200, """{"results":[{"statement_id":0}]}""");
        await JsonAsync(context, status, body);
    }

    private Task OrganisationsAsync(HttpContext context) => context.Request.Query["org"] == Organisation
        ? JsonAsync(context, 200, $$"""{"links":{"self":"/api/v2/orgs"},"orgs":[{"id":"{{OrganisationId}}","name":{{Text(Organisation)}}}]}""")
        : ErrorAsync(context, 404, "organization name not found");

    private Task BucketsAsync(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        if (context.Request.Query["org"] != Organisation)
            return ErrorAsync(context, 404, "organization not found");
        return JsonAsync(context, 200, Databases.Contains(name)
            ? $$"""{"links":{},"buckets":[{"id":"id-{{name}}","orgID":"{{OrganisationId}}","type":"user","name":"{{name}}","retentionRules":[]}]}"""
            : """{"links":{},"buckets":[]}""");
    }

    private async Task MakeBucketAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var name = body.RootElement.GetProperty("name").GetString()!;
        if (body.RootElement.GetProperty("orgID").GetString() != OrganisationId || body.RootElement.GetProperty("retentionRules").GetArrayLength() > 0)
            await FaultAsync(context, 400, "orgID or retentionRules are not as wanted");
        else if (!Databases.Add(name))
            await ErrorAsync(context, 422, $"bucket with name {name} already exists");
        else
            await JsonAsync(context, 201, $$"""{"id":"id-{{name}}","name":"{{name}}"}""");
    }

    private Task MappingsAsync(HttpContext context)
    {
        var name = context.Request.Query["db"].ToString();
        if (context.Request.Query["orgID"] != OrganisationId)
            return FaultAsync(context, 400, "orgID is not as wanted");
        return JsonAsync(context, 200, mappings.TryGetValue(name, out var bucket)
            ? $$"""{"content":[{"id":"m","orgID":"{{OrganisationId}}","bucketID":"{{bucket}}","database":"{{name}}","retention_policy":"autogen","default":true}]}"""
            : """{"content":[]}""");
    }

    private async Task MakeMappingAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var root = body.RootElement;
        if (root.GetProperty("orgID").GetString() != OrganisationId || !root.GetProperty("default").GetBoolean() || root.GetProperty("retention_policy").GetString() != "autogen"
            || !Databases.Contains(root.GetProperty("bucketID").GetString()!.Replace("id-", "", StringComparison.Ordinal)))
        {
            await FaultAsync(context, 400, "a mapping is not as wanted");
            return;
        }

        mappings.Add(root.GetProperty("database").GetString()!, root.GetProperty("bucketID").GetString()!);
        await JsonAsync(context, 201, "{}");
    }

    private Task DatabasesAsync(HttpContext context) => context.Request.Query["format"] == "json"
        ? JsonAsync(context, 200, $"[{string.Join(',', Databases.Select(d => $$"""{"iox::database":"{{d}}"}"""))}]")
        : FaultAsync(context, 400, "format is missing");

    private async Task MakeDatabaseAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (Databases.Add(body.RootElement.GetProperty("db").GetString()!))
            await JsonAsync(context, 200, null);
        else
            await ErrorAsync(context, 409, "attempted to create a resource that already exists");
    }

    private Task FaultAsync(HttpContext context, int status, string fault)
    {
        Faults.Enqueue(fault);
        return ErrorAsync(context, status, fault);
    }

    private Task ErrorAsync(HttpContext context, int status, string words) =>
        JsonAsync(context, status, version == 2 ? $$"""{"code":"error","message":{{Text(words)}}}""" : $$"""{"error":{{Text(words)}}}""");

    private static async Task JsonAsync(HttpContext context, int status, string? body)
    {
        context.Response.StatusCode = status;
        if (string.IsNullOrEmpty(body))
            return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static string Text(string words) => string.Create(CultureInfo.InvariantCulture, $"\"{JsonEncodedText.Encode(words)}\"");
}
