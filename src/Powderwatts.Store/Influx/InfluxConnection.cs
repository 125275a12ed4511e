using System.Net.Http.Headers;
using System.Text;

namespace Powderwatts.Store.Influx;

/// <summary>The HTTP connections to one server: few, kept open, with limits on time and size.</summary>
internal sealed class InfluxConnection : IDisposable
{
    private const int MostReply = 64 * 1024;
    private readonly HttpClient client;
    private readonly TimeProvider time;

    public InfluxConnection(InfluxOptions options, TimeProvider time)
    {
        (Options, Dialect, this.time) = (options, new(options), time);
        client = new(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a name may move to another address
            MaxConnectionsPerServer = 8,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public InfluxOptions Options { get; }

    public InfluxDialect Dialect { get; }

    /// <summary>Sends a request and reads a short answer.</summary>
    /// <param name="verb">For the message when there is none: `write to`.</param>
    /// <param name="method">The method.</param>
    /// <param name="place">Where.</param>
    /// <param name="content">What; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">There was no answer.</exception>
    public async Task<InfluxReply> SendAsync(
        string verb, HttpMethod method, Uri place, HttpContent? content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await AskAsync(method, place, content, either.Token).ConfigureAwait(false);
            var body = await ReadAsync(response, either.Token).ConfigureAwait(false);
            return new((int)response.StatusCode, body, Header(response, "Retry-After"), Header(response, "X-Influxdb-Version"));
        }
        catch (Exception error) when (IsUnreachable(error) && !cancellationToken.IsCancellationRequested)
        {
            throw InfluxErrors.Unreachable(verb, Options.Name, error);
        }
    }

    /// <summary>Sends a request and leaves the reading of the answer to the caller.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, Uri place, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, place) { Content = content };
        request.Headers.Authorization = Dialect.Authorization;
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends lines.</summary>
    /// <exception cref="StoreException">There was no answer.</exception>
    public async Task<InfluxReply> WriteAsync(string database, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(gzip);
        content.Headers.ContentEncoding.Add("gzip");
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        return await SendAsync("write to", HttpMethod.Post, Dialect.Write(database), content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first part of an answer as text.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[MostReply];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
    }

    public static bool IsUnreachable(Exception error) => error is HttpRequestException or IOException or OperationCanceledException;

    public void Dispose() => client.Dispose();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
