namespace Powderwatts;

/// <summary>Where log lines go: one line each to stderr, ours from Information on, the frameworks' from Warning on.</summary>
internal static class Logs
{
    /// <summary>Makes the loggers of a process.</summary>
    public static ILoggerFactory ToStandardError() => LoggerFactory.Create(logging => logging
        .AddFilter((category, level) => level >= (category?.StartsWith("Powderwatts", StringComparison.Ordinal) == true ? LogLevel.Information : LogLevel.Warning))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
