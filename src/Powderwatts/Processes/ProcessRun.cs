namespace Powderwatts.Processes;

/// <summary>One process of the flow from its start to its end.</summary>
internal static class ProcessRun
{
    /// <summary>Runs the work with the real clock and logs to stderr; an ordered stop ends with "done".</summary>
    /// <exception cref="StartException">It cannot start: one sentence with the next step.</exception>
    public static async Task<int> RunAsync(Func<TimeProvider, ILoggerFactory, Task> work, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on: without this one a stop during the start would be a kill
        using var loggers = Logs.ToStandardError();
        try
        {
            await work(TimeProvider.System, loggers);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to stop
        }
        catch (Exception fault) when (StartFault.IsOne(fault))
        {
            throw new StartException(fault.Message, fault);
        }

        return ExitCode.Done;
    }
}
