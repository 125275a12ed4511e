namespace Powderwatts;

/// <summary>Where log lines go: one line each to stderr, ours from Information on, the frameworks' from Warning on.</summary>
internal static class Logs
{
    /// <summary>Makes the loggers of a process.</summary>
    public static ILoggerFactory ToStandardError() => LoggerFactory.Create(logging => logging
        .AddFilter((category, level) => level >= Least(category))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    // a host that cannot start, or of which a part broke down, is told in one sentence by the verb that started it
    private static LogLevel Least(string? category) => category switch
    {
        not null when category.StartsWith("Powderwatts", StringComparison.Ordinal) => LogLevel.Information,
        "Microsoft.Extensions.Hosting.Internal.Host" => LogLevel.None,
        _ => LogLevel.Warning,
    };
}
