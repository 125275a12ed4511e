using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Powderwatts.Dashboard.Serving;

/// <summary>The page and its files, embedded in the program under `web/`. No file system is touched, so no path leads out of it.</summary>
internal sealed partial class EmbeddedPages
{
    private const string Prefix = "web/";

    private readonly FrozenDictionary<string, Page> pages;

    /// <summary>Takes what is embedded in this program.</summary>
    public EmbeddedPages()
        : this(Embedded())
    {
    }

    /// <summary>Takes files by their path under `web/`.</summary>
    public EmbeddedPages(IEnumerable<(string Path, byte[] Content)> files) =>
        pages = files.ToFrozenDictionary(f => "/" + f.Path, f => Page.Of(f.Path, f.Content), StringComparer.Ordinal);

    /// <summary>Answers any path that no endpoint has.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is null or "" or "/" ? "/index.html" : context.Request.Path.Value;
        if (!pages.TryGetValue(path, out var page))
        {
            var detail = path == "/index.html"
                ? "the page is not built into this program; install Node.js 20 or newer and build it again"
                : "there is nothing at this address; the page is at /, the API is described at /openapi/v1.json";
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", detail).ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        response.Headers.ETag = page.Tag;
        response.Headers.CacheControl = page.Hashed ? "public, max-age=31536000, immutable" : "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() == page.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = page.Type;
        response.ContentLength = page.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(page.Content, context.RequestAborted).ConfigureAwait(false);
    }

    private static IEnumerable<(string Path, byte[] Content)> Embedded()
    {
        var assembly = typeof(EmbeddedPages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return (name[Prefix.Length..].Replace('\\', '/'), content);
        }
    }

    // the bundler writes a hash of eight into the name of what may be kept for good: assets/app-5GK2X7QA.js
    [GeneratedRegex("-[A-Za-z0-9_]{8,}\\.[a-z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HashInName();

    private sealed record Page(byte[] Content, string Type, string Tag, bool Hashed)
    {
        public static Page Of(string path, byte[] content) => new(
            content,
            TypeOf(System.IO.Path.GetExtension(path)),
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"",
            !path.EndsWith(".html", StringComparison.Ordinal) && HashInName().IsMatch(path));

        private static string TypeOf(string extension) => extension switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".json" or ".map" => "application/json",
            ".webmanifest" => "application/manifest+json",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".ico" => "image/x-icon",
            ".woff2" => "font/woff2",
            ".txt" or ".md" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };
    }
}
