using System.Buffers;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// `powderwatts outbox resend` beside a running edge: one process writes an outbox, so the request is a file in the data folder, written
/// like an acknowledgement, that the edge looks for once a second and at its start. It names ranges of sequences.
/// </summary>
public sealed partial class ResendRequests(NodeOutbox outbox, TimeProvider time, ILogger logger)
{
    /// <summary>The request's name in the data folder.</summary>
    public const string FileName = "outbox.resend";

    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Leaves a request. One that was not taken yet is replaced.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string dataFolder, OutboxId of, ImmutableArray<RowRange> rows)
    {
        var json = new ArrayBufferWriter<byte>();
        WireJson.WriteAcknowledgement(json, new Acknowledgement(of, rows, [], null));
        var half = Path.Combine(dataFolder, FileName + ".new"); // under its name it is whole
        File.WriteAllBytes(half, json.WrittenSpan);
        File.Move(half, Path.Combine(dataFolder, FileName), overwrite: true);
    }

    /// <summary>Serves requests until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(lookEvery, time);
        do
        {
            try
            {
                Serve();
            }
            catch (Exception fault) when (fault is OutboxException or IOException or UnauthorizedAccessException)
            {
                Log.Fault(logger, fault.Message); // the request stays and is tried again
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Serves the request that is there.</summary>
    /// <returns>Rows that are sent again; null when there is none.</returns>
    internal long? Serve()
    {
        var path = Path.Combine(outbox.Folder, FileName + ".taken");
        if (!File.Exists(path)) // else one was taken and not served: the disk was full, or the program ended
        {
            var left = Path.Combine(outbox.Folder, FileName);
            if (!File.Exists(left))
                return null;
            File.Move(left, path); // one that is left from here on is another request
        }

        long? count = null;
        try
        {
            var request = WireJson.ReadAcknowledgement(File.ReadAllBytes(path));
            count = outbox.Resend(request.Outbox, request.Stored);
            Log.Resending(logger, count.Value);
        }
        catch (WireException fault)
        {
            Log.BadRequest(logger, path, fault.Message);
        }

        File.Delete(path);
        return count;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Rows} acknowledged rows are sent again, as asked for")]
        public static partial void Resending(ILogger logger, long rows);

        [LoggerMessage(Level = LogLevel.Warning, Message = "cannot read the request '{Path}': {Fault}; write it with powderwatts outbox resend")]
        public static partial void BadRequest(ILogger logger, string path, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "cannot send rows again: {Fault}")]
        public static partial void Fault(ILogger logger, string fault);
    }
}
