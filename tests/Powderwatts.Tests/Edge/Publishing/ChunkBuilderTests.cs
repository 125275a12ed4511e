using System.Collections.Immutable;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class ChunkBuilderTests
{
    private static readonly OutboxId outbox = OutboxId.Parse("00112233445566778899aabbccddeeff");

    private readonly ChunkBuilder builder = new();

    [Fact]
    public void A_chunk_is_what_the_collector_reads()
    {
        var rows = Rows(7, 9);

        var built = builder.Build(new OutboxBatch(outbox, rows, [Gap(10)]));
        var read = WireJson.ReadChunk(built.Json.Span);

        Assert.Equal(rows, read.Chunk.Readings);
        Assert.Equal(10, Assert.Single(read.Chunk.Gaps).N);
        Assert.Equal(outbox, read.Chunk.Outbox);
        Assert.Equal([new RowRange(7, 10)], built.Rows);
        Assert.Empty(built.Refused);
    }

    [Fact]
    public void Its_rows_are_named_with_their_holes()
    {
        var built = builder.Build(new OutboxBatch(outbox, [.. Rows(1, 3), .. Rows(6, 6), .. Rows(8, 9)], [Gap(7)]));

        Assert.Equal([new RowRange(1, 3), new RowRange(6, 9)], built.Rows);
    }

    [Fact]
    public void It_ends_at_500_rows_gaps_among_them()
    {
        var built = builder.Build(new OutboxBatch(outbox, [.. Rows(1, 250), .. Rows(252, 700)], [Gap(251)]));

        Assert.Equal([new RowRange(1, 500)], built.Rows);
        Assert.Single(WireJson.ReadChunk(built.Json.Span).Chunk.Gaps);
    }

    [Fact]
    public void It_ends_at_64_KiB_and_wastes_little_of_them()
    {
        var built = builder.Build(new OutboxBatch(outbox, Rows(1, 500, wide: true), []));

        Assert.InRange(built.Json.Length, 60 * 1024, WireLimits.ChunkBytes);
        Assert.InRange(Assert.Single(built.Rows).To, 100, 499);
        Assert.Equal(built.Rows[0].Count, WireJson.ReadChunk(built.Json.Span).Chunk.Readings.Length);
    }

    [Fact]
    public void A_row_that_no_collector_would_take_is_left_out_with_its_reason_and_the_others_go()
    {
        var bad = new Numbered(2, new Reading("gutter", 1_796_000_000_000, default));

        var built = builder.Build(new OutboxBatch(outbox, [.. Rows(1, 1), bad, .. Rows(3, 4)], []));

        Assert.Equal([new RowRange(1, 1), new RowRange(3, 4)], built.Rows);
        var refused = Assert.Single(built.Refused);
        Assert.Equal(2, refused.N);
        Assert.Contains("quantity", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("gutter", refused.Json, StringComparison.Ordinal);
        Assert.Equal(3, WireJson.ReadChunk(built.Json.Span).Chunk.Readings.Length);
    }

    [Fact]
    public void A_row_that_makes_the_whole_chunk_unreadable_is_found_alone()
    {
        var bad = new Numbered(0, Rows(1, 1)[0].Reading);

        var built = builder.Build(new OutboxBatch(outbox, [bad, .. Rows(1, 3)], []));

        Assert.Equal([new RowRange(1, 3)], built.Rows);
        Assert.Equal(0, Assert.Single(built.Refused).N);
    }

    [Fact]
    public void Of_bad_rows_alone_no_chunk_is_made()
    {
        var built = builder.Build(new OutboxBatch(outbox, [new Numbered(2, new Reading("gutter", 1_796_000_000_000, default))], []));

        Assert.True(built.Json.IsEmpty);
        Assert.Empty(built.Rows);
        Assert.Single(built.Refused);
    }

    private static ImmutableArray<Numbered> Rows(long from, long to, bool wide = false) =>
        [.. Enumerable.Range(0, (int)(to - from + 1)).Select(i => new Numbered(from + i, Row(from + i, wide)))];

    private static Reading Row(long n, bool wide)
    {
        var values = default(QuantityValues);
        values[Quantity.PowerW] = n;
        if (wide)
        {
            foreach (var quantity in Quantities.All.Where(q => q is not (Quantity.Wet or Quantity.State or Quantity.EnergyWh)))
                values[quantity] = n + 0.123456789012;
        }

        return new Reading("gutter-north", 1_796_000_000_000 + n, values) { Origin = Origin.Sim };
    }

    private static Gap Gap(long n) => new(n, 1, 5, 1_796_000_000_000, 1_796_000_001_000, ["gutter-north"], "outbox-full", Origin.Sim);
}
