using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings.Health;
using Powderwatts.Savings;
using Powderwatts.Store;

namespace Powderwatts.Dashboard;

/// <summary>
/// Builds the dashboard's web host. It takes nothing from files or environment variables: all settings are in
/// <see cref="DashboardOptions"/>, and logging goes where the caller says.
/// </summary>
public static partial class DashboardHost
{
    /// <summary>Builds a host that is ready to be started with <see cref="StartAsync"/>.</summary>
    /// <param name="options">The site and where to listen.</param>
    /// <param name="store">Answers questions; not disposed by the host.</param>
    /// <param name="board">The live state of the site.</param>
    /// <param name="health">The dashboard's own parts; not the board of a node in the same process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="more">Further services, logging, or Kestrel endpoints; called last.</param>
    /// <exception cref="DashboardException">The time zone is unknown.</exception>
    public static WebApplication Build(
        DashboardOptions options, IStore store, LiveBoard board, HealthBoard health, TimeProvider time, Action<WebApplicationBuilder>? more = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Powderwatts.Dashboard" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        AddParts(builder.Services, options, store, board, health, time);
        more?.Invoke(builder);

        var app = builder.Build();
        var guard = app.Services.GetRequiredService<Guard>();
        app.Use(next => context => guard.InvokeAsync(context, next));
        foreach (var endpoint in app.Services.GetServices<IEndpoint>())
            app.Map(endpoint.Path, endpoint.AnswerAsync);
        app.MapFallback("{*path}", app.Services.GetRequiredService<EmbeddedPages>().AnswerAsync);
        return app;
    }

    /// <summary>Starts listening. The addresses in force are then in <see cref="WebApplication.Urls"/>.</summary>
    /// <exception cref="DashboardException">The address cannot be listened on.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ListenFault.Explain(e, app.Services.GetRequiredService<DashboardOptions>()) is { } sentence)
        {
            throw new DashboardException(sentence, e);
        }
    }

    /// <summary>Waits until asked to stop; a host of which one part has broken down serves nothing that can be trusted any more.</summary>
    /// <exception cref="DashboardException">A part of the dashboard broke down: one sentence with the next step.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (app.Lifetime.ApplicationStopping.Register(ending.SetResult).ConfigureAwait(false))
            await ending.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var broken = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(part => part.ExecuteTask is { IsFaulted: true });
        var cause = broken?.ExecuteTask?.Exception?.GetBaseException();
        var sentence = $"cannot go on with the dashboard: its part '{broken?.GetType().Name ?? "host"}' broke down: {cause?.Message ?? "it stopped"}; start it again";
        Log.BrokeDown(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DashboardHost)), sentence, cause);
        throw new DashboardException(sentence, cause ?? new InvalidOperationException("the host stopped by itself"));
    }

    private static void AddParts(
        IServiceCollection services, DashboardOptions options, IStore store, LiveBoard board, HealthBoard health, TimeProvider time)
    {
        services.AddSingleton(options).AddSingleton(board).AddSingleton(health).AddSingleton(time);
        services.AddSingleton(new SiteCalendar(SiteZone.Find(options.Zone)));
        services.AddSingleton(new TimedStore(store, time));
        services.AddSingleton(new HostNames(options.AllowedHosts, options.Lan, Environment.MachineName));
        services.AddSingleton<RequestRate>().AddSingleton<EnergyCache>().AddSingleton<StreamLimits>().AddSingleton<Guard>().AddSingleton(_ => new EmbeddedPages());
        services.AddSingleton(s => new StoreWatch(board, store, health, time, s.GetRequiredService<ILogger<StoreWatch>>()));
        services.AddSingleton<Readiness>();
        services.AddHostedService(s => s.GetRequiredService<StoreWatch>());
        services.AddHostedService<StatusWatch>();
        if (options.Broker is { } broker)
            services.AddHostedService(s => new LiveFeed(board, broker, health, time, s.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IEndpoint, SiteEndpoint>();
        services.AddSingleton<IEndpoint, NowEndpoint>();
        services.AddSingleton<IEndpoint, LiveEndpoint>();
        services.AddSingleton<IEndpoint, HistoryEndpoint>();
        services.AddSingleton<IEndpoint, EnergyEndpoint>();
        services.AddSingleton<IEndpoint, HealthEndpoint>();
        services.AddSingleton<IEndpoint, AliveEndpoint>();
        services.AddSingleton<IEndpoint, ReadyEndpoint>();
        services.AddSingleton<IEndpoint, OpenApiEndpoint>();
    }

    private static void Listen(KestrelServerOptions kestrel, DashboardOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        foreach (var endpoint in options.Listen)
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Sentence}")]
        public static partial void BrokeDown(ILogger logger, string sentence, Exception? cause);
    }
}
