using System.Globalization;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// Sends what outboxes hold that were set aside: of another machine, of a restored card, and what can be rescued of damaged ones. One
/// after the other, each under its own id, beside the outbox in use. A file whose rows are all settled is renamed and goes after a day.
/// </summary>
internal sealed partial class OldOutboxes
{
    /// <summary>The part's name in health.</summary>
    public const string Part = "outbox-aside";

    private const int DamagedFilesKept = 3;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMinutes(1);

    private readonly NodeFacts node;
    private readonly NodeOutbox current;
    private readonly Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<PublishOutcome>> publish;
    private readonly NodeDeadLetters deadLetters;
    private readonly HealthBoard board;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Wakening wakening;
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly HashSet<string> later = new(StringComparer.Ordinal); // not again before the next look
    private volatile ChunkLoop? sender;
    private volatile NodeOutbox? sending;
    private volatile bool ready;
    private long lost;

    /// <summary>Looks after the folder of an outbox.</summary>
    public OldOutboxes(
        NodeFacts node, NodeOutbox current, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<PublishOutcome>> publish, NodeDeadLetters deadLetters,
        HealthBoard board, TimeProvider time, ILogger logger)
    {
        (this.node, this.current, this.publish, this.deadLetters, this.board, this.time, this.logger) = (node, current, publish, deadLetters, board, time, logger);
        wakening = new Wakening(time);
        current.Renewed += _ => wakening.Wake();
    }

    /// <summary>Is one being sent?</summary>
    public bool IsBusy => sending is not null;

    /// <summary>Is it the one that is being sent?</summary>
    public bool IsSending(OutboxId id) => sending?.Id == id;

    /// <summary>The descriptions are exchanged: chunks may go.</summary>
    public void LinkReady()
    {
        ready = true;
        sender?.LinkReady();
    }

    /// <summary>The link is down.</summary>
    public void LinkDown()
    {
        ready = false;
        sender?.LinkDown();
    }

    /// <summary>An acknowledgement came.</summary>
    public void Acknowledged(ReadOnlyMemory<byte> json) => sender?.Acknowledged(json);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                RescueDamaged();
                RemoveSent();
                if (Next() is { } path)
                {
                    await SendAsync(path, cancellationToken);
                    continue;
                }
            }
            catch (Exception fault) when (fault is OutboxException or IOException or UnauthorizedAccessException)
            {
                if (told.Add(fault.Message))
                    Log.Fault(logger, fault.Message);
            }

            Show();
            await wakening.WaitAsync(lookEvery, cancellationToken);
            later.Clear();
        }
    }

    /// <summary>Says how it stands; nothing when nothing was ever set aside.</summary>
    public void Show()
    {
        if (!current.HasPredecessor)
            return;
        var (waiting, unread) = (OutboxFiles.Aside(current.Folder, OutboxFiles.Old).Count, OutboxFiles.Quarantined(current.Folder).Count);
        var rows = sending is { } old ? old.UnacknowledgedUpTo(long.MaxValue) : 0;
        var counts = new (string, long)[] { ("files", waiting), ("unread", unread), ("queued", rows), ("lost", lost) };
        if (unread > 0)
            board.Set(Part, HealthState.Warn, $"{unread} damaged outbox files cannot be read: what they held is not known", $"look at the files {OutboxFiles.Current}{OutboxFiles.Damaged}* in the data folder", counts);
        else if (lost > 0)
            board.Set(Part, HealthState.Warn, string.Create(CultureInfo.InvariantCulture, $"{lost} rows of a damaged outbox could not be read; gap rows name them"), "check the card or disk with dmesg", counts);
        else if (waiting > 0)
            board.Set(Part, HealthState.Warn, "an outbox was set aside; its rows are still being sent", "see the log for why; it ends by itself", counts);
        else
            board.Set(Part, HealthState.Ok, null, null, counts);
    }

    private string? Next() => OutboxFiles.Aside(current.Folder, OutboxFiles.Old).FirstOrDefault(path => !told.Contains(path) && !later.Contains(path));

    private async Task SendAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using (var outbox = NodeOutbox.OpenOld(path, time, logger))
            {
                var count = outbox.UnacknowledgedUpTo(outbox.Highest);
                var loop = new ChunkLoop(node, outbox, publish, deadLetters, time, logger, static _ => true);
                (sending, sender) = (outbox, loop);
                if (ready)
                    loop.LinkReady();
                Log.Sending(logger, count, path);
                Show();
                await loop.RunUntilEmptyAsync(cancellationToken);
                Log.Sent(logger, count, path);
            }

            OutboxFiles.Move(path, path.Replace(OutboxFiles.Old, OutboxFiles.Sent, StringComparison.Ordinal));
        }
        catch (OutboxException damage) when (damage.Fault == OutboxFault.Damaged)
        {
            Log.Fault(logger, damage.Message);
            OutboxFiles.Move(path, OutboxFiles.NewQuarantine(current.Folder, time));
        }
        catch (OutboxException fault)
        {
            if (told.Add(fault.Message))
                Log.Fault(logger, fault.Message);
            if (fault.Fault == OutboxFault.Newer)
                told.Add(path); // not again in this run
            else
                later.Add(path); // busy, or an I/O error: the others go first
        }
        finally
        {
            (sending, sender) = (null, null);
        }
    }

    private void RescueDamaged()
    {
        foreach (var path in OutboxFiles.Quarantined(current.Folder))
        {
            if (told.Contains(path))
                continue;
            var needed = 2 * OutboxFiles.Bytes(path); // a copy of what can be read, and its journal
            if (current.Disk is { } disk && disk.FreeBytes < needed)
            {
                if (told.Add($"space for {path}"))
                    Log.NoSpace(logger, path, needed >> 20);
                continue;
            }

            var half = Path.Combine(current.Folder, OutboxFiles.Current + OutboxFiles.Rescuing);
            RescuedRows? rescued;
            try
            {
                rescued = Rescue.Run(path, half, time);
            }
            catch (OutboxException fault)
            {
                if (told.Add(fault.Message))
                    Log.Fault(logger, fault.Message);
                continue; // those that are whole are sent meanwhile; tried again at the next look
            }

            if (rescued is null)
            {
                told.Add(path);
                Log.Unreadable(logger, path);
                continue;
            }

            // a crash between the two has it rescued once more: the same rows under the same sequences
            OutboxFiles.Move(half, OutboxFiles.NewAside(current.Folder, rescued.Outbox, hasRows: true));
            OutboxFiles.Move(path, path.Replace(OutboxFiles.Damaged, OutboxFiles.Rescued, StringComparison.Ordinal));
            lost += rescued.Lost.Sum(r => r.Count);
            Log.Rescued(logger, rescued.Count, path, rescued.Lost.Sum(r => r.Count));
        }

        foreach (var old in OutboxFiles.Aside(current.Folder, OutboxFiles.Rescued).SkipLast(DamagedFilesKept))
            OutboxFiles.Delete(old);
    }

    private void RemoveSent()
    {
        var before = time.GetUtcNow() - current.Settings.KeepAcknowledged;
        foreach (var path in OutboxFiles.Aside(current.Folder, OutboxFiles.Sent).Where(path => File.GetLastWriteTimeUtc(path) < before))
        {
            OutboxFiles.Delete(path);
            Log.Removed(logger, path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(Level = LogLevel.Information, Message = "sending {Rows} rows of '{Path}', which was set aside")]
        public static partial void Sending(ILogger logger, long rows, string path);

        [LoggerMessage(Level = LogLevel.Information, Message = "all {Rows} rows of '{Path}' are settled")]
        public static partial void Sent(ILogger logger, long rows, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "rescued {Rows} rows of the damaged outbox '{Path}'; {Lost} could not be read and are named by gap rows")]
        public static partial void Rescued(ILogger logger, long rows, string path, long lost);

        [LoggerMessage(Level = LogLevel.Error, Message = "cannot read anything of the damaged outbox '{Path}': what it held is not known; keep the file")]
        public static partial void Unreadable(ILogger logger, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "the damaged outbox '{Path}' waits for {Needed} MiB of free space before it is rescued; free some there")]
        public static partial void NoSpace(ILogger logger, string path, long needed);

        [LoggerMessage(Level = LogLevel.Information, Message = "removed '{Path}': its rows were settled more than a day ago")]
        public static partial void Removed(ILogger logger, string path);
    }
}
