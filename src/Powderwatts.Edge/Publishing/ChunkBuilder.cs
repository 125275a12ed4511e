using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// Cuts rows into chunks within the limits of the wire, and has the collector's own parser read each one before it is sent, so that a
/// row that no collector can take never holds up the others.
/// </summary>
internal sealed class ChunkBuilder
{
    private readonly ArrayBufferWriter<byte> json = new(WireLimits.ChunkBytes);

    /// <summary>Makes a chunk of the first rows: as many as fit.</summary>
    public BuiltChunk Build(OutboxBatch batch)
    {
        var rows = Limit(batch);
        var refused = ImmutableArray.CreateBuilder<RefusedRow>();
        while (rows.Readings.Length + rows.Gaps.Length is > 0 and var count)
        {
            Write(rows);
            if (json.WrittenCount > WireLimits.ChunkBytes && count > 1)
            {
                rows = First(rows, (int)Math.Min(count - 1L, (long)count * WireLimits.ChunkBytes / json.WrittenCount));
                continue;
            }

            var bad = Check(rows);
            if (bad.IsEmpty)
                return new BuiltChunk(json.WrittenSpan.ToArray(), Ranges(rows.Readings, rows.Gaps), refused.DrainToImmutable());
            refused.AddRange(bad);
            rows = Without(rows, bad);
        }

        return new BuiltChunk(ReadOnlyMemory<byte>.Empty, [], refused.DrainToImmutable());
    }

    /// <summary>The text of one row, for a dead letter.</summary>
    public string Text(OutboxBatch row)
    {
        Write(Limit(row));
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>The sequences of rows.</summary>
    public static ImmutableArray<RowRange> Ranges(OutboxBatch batch) => Ranges(batch.Readings, batch.Gaps);

    private void Write(Chunk chunk)
    {
        json.ResetWrittenCount();
        WireJson.WriteChunk(json, chunk);
    }

    /// <summary>What the collector's parser refuses of the chunk in the buffer.</summary>
    private ImmutableArray<RefusedRow> Check(Chunk rows)
    {
        try
        {
            return WireJson.ReadChunk(json.WrittenSpan).Refused;
        }
        catch (WireException fault)
        {
            // it refuses the whole: find the rows that it refuses alone
            if (rows.Readings.Length + rows.Gaps.Length == 1)
                return [new RefusedRow(rows.Readings.IsEmpty ? rows.Gaps[0].N : rows.Readings[0].N, fault.Message, Encoding.UTF8.GetString(json.WrittenSpan))];
        }

        var bad = ImmutableArray.CreateBuilder<RefusedRow>();
        foreach (var row in rows.Readings)
            bad.AddRange(CheckAlone(rows with { Readings = [row], Gaps = [] }));
        foreach (var gap in rows.Gaps)
            bad.AddRange(CheckAlone(rows with { Readings = [], Gaps = [gap] }));
        if (bad.Count == 0)
            throw new InvalidOperationException("a chunk is refused whose rows are all accepted: a fault in the wire contract's own code");
        return bad.DrainToImmutable();
    }

    private ImmutableArray<RefusedRow> CheckAlone(Chunk one)
    {
        Write(one);
        return Check(one);
    }

    private static Chunk Limit(OutboxBatch batch) =>
        First(new Chunk(batch.Outbox, batch.Readings, batch.Gaps), WireLimits.ChunkReadings);

    /// <summary>The first rows by sequence, readings and gaps together.</summary>
    private static Chunk First(Chunk rows, int count)
    {
        count = Math.Max(1, count);
        if (rows.Readings.Length + rows.Gaps.Length <= count)
            return rows;
        var (readings, gaps) = (0, 0);
        while (readings + gaps < count)
        {
            if (gaps == rows.Gaps.Length || (readings < rows.Readings.Length && rows.Readings[readings].N < rows.Gaps[gaps].N))
                readings++;
            else
                gaps++;
        }

        return rows with { Readings = rows.Readings[..readings], Gaps = rows.Gaps[..gaps] };
    }

    private static Chunk Without(Chunk rows, ImmutableArray<RefusedRow> bad)
    {
        var numbers = bad.Select(b => b.N).ToHashSet();
        return rows with
        {
            Readings = [.. rows.Readings.Where(r => !numbers.Contains(r.N))],
            Gaps = [.. rows.Gaps.Where(g => !numbers.Contains(g.N))],
        };
    }

    private static ImmutableArray<RowRange> Ranges(ImmutableArray<Numbered> readings, ImmutableArray<Gap> gaps)
    {
        var ranges = ImmutableArray.CreateBuilder<RowRange>();
        foreach (var n in readings.Select(r => r.N).Concat(gaps.Select(g => g.N)).Order())
        {
            if (ranges.Count > 0 && ranges[^1].To + 1 == n)
                ranges[^1] = ranges[^1] with { To = n };
            else
                ranges.Add(new RowRange(n, n));
        }

        return ranges.DrainToImmutable();
    }
}
