using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Dashboard;

/// <summary>A whole dashboard in memory: the real pipeline without sockets, with a clock that stands still.</summary>
internal sealed class DashboardSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private DashboardSite(bool awaitReading)
    {
        Board = new LiveBoard(SiteMessages.Site, Time);
        Health = new HealthBoard(Time);
        var options = new DashboardOptions
        {
            Site = SiteMessages.Site,
            Name = "Lodge roof",
            Zone = "America/Denver",
            Version = "1.2.3",
            AwaitReading = awaitReading,
        };
        app = DashboardHost.Build(options, Store, Board, Health, Time, builder => builder.WebHost.UseTestServer());
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));

    public long Clock => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public FakeStore Store { get; } = new();

    public LiveBoard Board { get; }

    public HealthBoard Health { get; }

    public WebApplication App => app;

    public HttpClient Client { get; private set; } = null!;

    public static async Task<DashboardSite> StartAsync(bool awaitReading = false)
    {
        var site = new DashboardSite(awaitReading);
        await DashboardHost.StartAsync(site.app, TestContext.Current.CancellationToken);
        site.Client = site.app.GetTestClient();
        site.Board.Link(LinkState.Up, null);
        var watch = site.app.Services.GetRequiredService<StoreWatch>();
        while (watch.Answers is null) // the first question is asked on a thread of its own
            await Task.Delay(1, TestContext.Current.CancellationToken);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
