using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Powderwatts.Faults.Observing;

/// <summary>The live heap of another .NET process after a full collection, asked through the runtime's own diagnostics port.</summary>
internal static class LiveHeap
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that survived a full collection; null when the process does not answer (a native build).</summary>
    public static async Task<long?> MeasureAsync(int pid, CancellationToken cancellationToken)
    {
        var measured = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            // the keyword asks for a full collection when the session begins
            using var session = new DiagnosticsClient(pid).StartEventPipeSession(new EventPipeProvider(
                "Microsoft-Windows-DotNETRuntime", EventLevel.Informational,
                (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect)), requestRundown: false);
            using var source = new EventPipeEventSource(session.EventStream);
            source.Clr.GCHeapStats += heap => measured.TrySetResult(heap.TotalHeapSize);
            Task reading = Task.Run(source.Process, CancellationToken.None);
            var bytes = await measured.Task.WaitAsync(limit, cancellationToken);
            await session.StopAsync(cancellationToken);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return bytes;
        }
        catch (Exception fault) when (fault is ServerNotAvailableException or TimeoutException)
        {
            return null;
        }
    }
}
