using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;
using Powderwatts.Tests;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.SystemTests.Dashboard;

public sealed class KestrelTests : IAsyncLifetime
{
    private readonly LiveBoard board = new(Site, TimeProvider.System);
    private readonly FakeStore store = new();
    private readonly HttpClient client = new();
    private WebApplication app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Clock => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private Uri Address => new(Assert.Single(app.Urls));

    public async ValueTask InitializeAsync()
    {
        board.Handle(About(Circuit("north")));
        app = Build(new IPEndPoint(IPAddress.Loopback, 0));
        await DashboardHost.StartAsync(app, Cancel);
        client.BaseAddress = Address;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_reading_reaches_the_page_at_once_as_an_event()
    {
        using var response = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("retry: 2000", await lines.ReadLineAsync(Cancel));
        Assert.Equal("", await lines.ReadLineAsync(Cancel));
        Assert.Equal("snapshot", (await EventAsync(lines)).Name);
        Assert.Equal("status", (await EventAsync(lines)).Name);

        var sent = Stopwatch.GetTimestamp();
        board.Handle(SiteMessages.Live(Power("north", Clock, 12.25)));
        var data = (await NextAsync(lines, "reading")).Data;

        Assert.True(Stopwatch.GetElapsedTime(sent) < TimeSpan.FromSeconds(1), $"it took {Stopwatch.GetElapsedTime(sent)}");
        Assert.StartsWith("{\"sensor\":\"pi/north\",\"kind\":\"circuit\",\"status\":\"ok\",\"origin\":\"live\",\"age_ms\":", data, StringComparison.Ordinal);
        Assert.Contains("\"power_w\":12.25", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_site_gives_a_sign_of_life_within_6_s()
    {
        using var response = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var began = Stopwatch.GetTimestamp();

        var ping = await NextAsync(lines, "ping");

        Assert.StartsWith("{\"t\":", ping.Data, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 4, 8);
    }

    [Fact]
    public async Task One_address_gets_64_streams_and_a_closed_one_makes_room()
    {
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < StreamLimits.MaxPerAddress; i++)
            open.Add(await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, Cancel));
        using (var refused = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        open.ForEach(o => o.Dispose());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        HttpStatusCode status;
        do
        {
            using var again = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, limit.Token);
            status = again.StatusCode;
        }
        while (status != HttpStatusCode.OK);
    }

    [Fact]
    public async Task Open_streams_do_not_hold_up_the_end_of_the_program()
    {
        using var response = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, Cancel);
        var began = Stopwatch.GetTimestamp();

        await app.StopAsync(Cancel);

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(4), $"it took {Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public async Task Head_answers_with_headers_only()
    {
        foreach (var path in new[] { "/api/v1/now", "/api/v1/live", "/healthz" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var response = await client.SendAsync(request, Cancel);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_with_the_next_step()
    {
        await using var second = Build(new IPEndPoint(IPAddress.Loopback, Address.Port));

        var fault = await Assert.ThrowsAsync<DashboardException>(() => DashboardHost.StartAsync(second, Cancel));

        Assert.Equal(
            $"cannot listen on '127.0.0.1:{Address.Port}': another program uses the port; stop it, or choose a free port with --listen 127.0.0.1:0",
            fault.Message);
    }

    [Theory]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 404")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 404")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("POST /api/v1/now HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "HTTP/1.1 405")]
    public async Task Raw_requests_get_what_they_deserve(string request, string answer)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, Cancel);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using var reader = new StreamReader(socket.GetStream());

        Assert.StartsWith(answer, await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    private WebApplication Build(IPEndPoint listen) => DashboardHost.Build(
        new DashboardOptions { Site = Site, Name = "Lodge roof", Zone = "America/Denver", Listen = [listen] },
        store, board, new HealthBoard(TimeProvider.System), TimeProvider.System);

    private static async Task<(string Name, string Data)> NextAsync(StreamReader lines, params string[] names)
    {
        while (true)
        {
            var next = await EventAsync(lines);
            if (names.Contains(next.Name))
                return next;
        }
    }

    private static async Task<(string Name, string Data)> EventAsync(StreamReader lines)
    {
        var name = "";
        var data = "";
        while (await lines.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line["data: ".Length..];
            else if (line.Length == 0 && name.Length > 0)
                return (name, data);
        }

        throw new EndOfStreamException("the stream has ended");
    }
}
