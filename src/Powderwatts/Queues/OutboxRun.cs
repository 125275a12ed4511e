using System.Buffers;
using System.Collections.Immutable;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings;

namespace Powderwatts.Queues;

/// <summary>`outbox`: looks into a node's outbox, and asks the node to send rows again. Beside a running edge it only reads.</summary>
internal static class OutboxRun
{
    /// <summary>How full, what waits, what was set aside.</summary>
    /// <exception cref="StartException">There is no outbox, or it cannot be read.</exception>
    public static int Status(Rig rig, string data, bool json, TextWriter output)
    {
        data = Path.GetFullPath(data);
        var files = Look(data);
        OutboxWords.Status(output, new OutboxReport(data, files, OutboxFiles.Quarantined(data), DataFolder.HeldBy(data), rig.Outbox), json);
        return ExitCode.Done;
    }

    /// <summary>Reads every row; 1 when anything is damaged.</summary>
    /// <exception cref="StartException">There is no outbox.</exception>
    public static int Verify(string data, bool json, TextWriter output)
    {
        data = Path.GetFullPath(data);
        var faults = OutboxFiles.Quarantined(data).Select(path => (Path.GetFileName(path), Fault: "quarantined: it was found damaged, and nothing of it could be read yet")).ToList();
        long rows = 0;
        foreach (var path in Files(data))
        {
            try
            {
                var snapshot = OutboxSnapshot.Read(path);
                rows += snapshot.Unacknowledged.Concat(snapshot.Kept).Sum(r => r.Count);
                faults.AddRange(OutboxLook.Verify(path, snapshot).Select(fault => (Path.GetFileName(path), fault)));
            }
            catch (OutboxException fault)
            {
                faults.Add((Path.GetFileName(path), fault.Message));
            }
        }

        OutboxWords.Verified(output, rows, faults, json);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Writes rows as chunks, one a line.</summary>
    /// <exception cref="StartException">There is no outbox, or it cannot be read.</exception>
    public static int Export(string data, bool all, Stream output)
    {
        var json = new ArrayBufferWriter<byte>(WireLimits.ChunkBytes);
        foreach (var (path, snapshot) in Look(Path.GetFullPath(data)))
        {
            foreach (var batch in EachTold(OutboxLook.Rows(path, snapshot, all)))
            {
                json.ResetWrittenCount();
                WireJson.WriteChunk(json, new Chunk(batch.Outbox, batch.Readings, batch.Gaps));
                json.Write("\n"u8);
                output.Write(json.WrittenSpan);
            }
        }

        output.Flush();
        return ExitCode.Done;
    }

    /// <summary>Leaves a request that the edge serves within a second, or at its next start.</summary>
    /// <exception cref="StartException">There is no outbox, it cannot be read, or the request cannot be written.</exception>
    public static int Resend(string data, RowRange? rows, TimeSpan? since, bool json, TextWriter output)
    {
        data = Path.GetFullPath(data);
        var path = Path.Combine(data, OutboxFiles.Current);
        var (_, snapshot) = Look(data).FirstOrDefault(file => file.Path == path);
        if (snapshot is null)
            throw None(data);
        var kept = since is { } age
            ? Told(() => OutboxLook.KeptSince(path, snapshot, (TimeProvider.System.GetUtcNow() - age).ToUnixTimeMilliseconds()))
            : snapshot.Kept;
        ImmutableArray<RowRange> wanted = [.. kept.Select(r => Cut(r, rows)).Where(r => r.Count > 0)];
        if (!wanted.IsEmpty)
        {
            try
            {
                ResendRequests.Write(data, snapshot.Id, wanted);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new StartException($"cannot leave a request in '{data}': {fault.Message.TrimEnd('.')}; run it as the user of the edge");
            }
        }

        OutboxWords.Resent(output, wanted.Sum(r => r.Count), DataFolder.HeldBy(data), json);
        return ExitCode.Done;
    }

    private static RowRange Cut(RowRange range, RowRange? limits) =>
        limits is { } l ? new RowRange(Math.Max(range.From, l.From), Math.Min(range.To, l.To)) : range;

    private static ImmutableArray<(string Path, OutboxSnapshot Snapshot)> Look(string data) =>
        [.. Files(data).Select(path => (path, Told(() => OutboxSnapshot.Read(path))))];

    private static IReadOnlyList<string> Files(string data) =>
        Directory.Exists(data) && OutboxFiles.WithRows(data) is { Count: > 0 } files ? files : throw None(data);

    private static StartException None(string data) =>
        new($"cannot look into '{data}': no outbox is there; name the data folder of edge or booth with --data");

    private static T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OutboxException fault)
        {
            throw new StartException(fault.Message, fault);
        }
    }

    private static IEnumerable<T> EachTold<T>(IEnumerable<T> read)
    {
        using var rows = read.GetEnumerator();
        while (Told(rows.MoveNext))
            yield return rows.Current;
    }
}
