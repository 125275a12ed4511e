using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;

namespace Powderwatts.Tests.Dashboard;

public sealed class DashboardHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_breaks_down_ends_the_dashboard_with_one_sentence()
    {
        var breaks = new TaskCompletionSource();
        await using var app = Build(breaks.Task);
        await DashboardHost.StartAsync(app, Token);
        var running = DashboardHost.RunAsync(app, Token);
        Assert.False(running.IsCompleted);

        breaks.SetException(new InvalidOperationException("the roof is off"));

        var fault = await Assert.ThrowsAsync<DashboardException>(() => running);
        Assert.Equal("cannot go on with the dashboard: its part 'Fragile' broke down: the roof is off; start it again", fault.Message);
        Assert.Equal("the roof is off", fault.InnerException!.Message);
    }

    [Fact]
    public async Task Asked_to_stop_it_stops_without_a_complaint()
    {
        await using var app = Build(Task.CompletedTask);
        await DashboardHost.StartAsync(app, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = DashboardHost.RunAsync(app, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Build(Task work)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
        var options = new DashboardOptions { Site = SiteMessages.Site, Name = "Lodge roof", Zone = "UTC" };
        return DashboardHost.Build(options, new FakeStore(), new LiveBoard(SiteMessages.Site, time), new HealthBoard(time), time, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddHostedService(_ => new Fragile(work));
        });
    }

    private sealed class Fragile(Task work) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => work;
    }
}
