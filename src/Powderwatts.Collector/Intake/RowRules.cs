using System.Collections.Immutable;
using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>
/// Which rows of a chunk may go to the store. Live readings must be neither too old nor in the future; tapes and simulations
/// carry the instants they like. A node has a limited number of sensors. A refusal is for good, so a collector whose own clock is
/// surely wrong judges no instant.
/// </summary>
internal sealed class RowRules(TimeSpan oldestLive, TimeSpan furthestLive)
{
    // the program did not exist before: a clock that says so is wrong (the same rule as the node's)
    private static readonly DateTimeOffset earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Why a row is refused; null when it is good.</summary>
    public string? Check(in Reading reading, KnownNode node, DateTimeOffset now)
    {
        if (reading.Origin == Origin.Live && now >= earliest)
        {
            if (reading.T > now.ToUnixTimeMilliseconds() + (long)furthestLive.TotalMilliseconds)
                return "the instant lies in the future";
            // a node that never had a trusted clock says so itself, and 1970 is the best that it knows
            if (!reading.Quality.HasFlag(Quality.Unsynced) && reading.T < now.ToUnixTimeMilliseconds() - (long)oldestLive.TotalMilliseconds)
                return string.Create(CultureInfo.InvariantCulture, $"older than {oldestLive.TotalDays:0.##} days");
        }

        return node.Admit(reading.Sensor) ? null : "too many sensors on this node";
    }

    /// <inheritdoc cref="Check(in Reading, KnownNode, DateTimeOffset)"/>
    public string? Check(Gap gap, KnownNode node, DateTimeOffset now)
    {
        if (gap.Origin == Origin.Live && now >= earliest && gap.LastT > now.ToUnixTimeMilliseconds() + (long)furthestLive.TotalMilliseconds)
            return "the instant lies in the future";
        foreach (var sensor in gap.Sensors)
        {
            if (!node.Admit(sensor))
                return "too many sensors on this node";
        }

        return null;
    }

    /// <summary>Splits a chunk into the rows for the store and the refused ones.</summary>
    public (Chunk Good, ImmutableArray<RefusedRow> Refused) Sort(ReceivedChunk received, KnownNode node, DateTimeOffset now)
    {
        var chunk = received.Chunk;
        var refused = ImmutableArray.CreateBuilder<RefusedRow>();
        refused.AddRange(received.Refused);
        foreach (ref readonly var row in chunk.Readings.AsSpan())
        {
            if (Check(row.Reading, node, now) is { } reason)
                refused.Add(Refuse(chunk.Outbox, row, reason));
        }

        foreach (var gap in chunk.Gaps)
        {
            if (Check(gap, node, now) is { } reason)
                refused.Add(Refuse(chunk.Outbox, gap, reason));
        }

        if (refused.Count == received.Refused.Length)
            return (chunk, received.Refused);
        var bad = refused.Select(row => row.N).ToHashSet();
        return (chunk with
        {
            Readings = [.. chunk.Readings.Where(row => !bad.Contains(row.N))],
            Gaps = [.. chunk.Gaps.Where(gap => !bad.Contains(gap.N))],
        }, refused.ToImmutable());
    }

    /// <summary>A refused row with its text: a chunk of its own, so that it can be sent again as it is.</summary>
    public static RefusedRow Refuse(OutboxId outbox, in Numbered row, string reason) =>
        new(row.N, reason, Text(new(outbox, [row], [])));

    /// <inheritdoc cref="Refuse(OutboxId, in Numbered, string)"/>
    public static RefusedRow Refuse(OutboxId outbox, Gap gap, string reason) =>
        new(gap.N, reason, Text(new(outbox, [], [gap])));

    private static string Text(Chunk chunk)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        WireJson.WriteChunk(buffer, chunk);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
