using System.IO.Compression;
using System.Text;
using Powderwatts.Tape;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tests.Tape;

public sealed class TapeHostileTests
{
    private const string Header = """{"tape":1,"site":"lodge","name":"Lodge","zone":"UTC","source":"data","software":"x","made":1}""";

    [Fact]
    public void A_bomb_is_refused_before_it_is_inflated()
    {
        // says 4 GB, as gzip's own size would: the header is not possible
        Assert.Throws<TapeException>(() => TapeSamples.Read(Forge([0, 0, 0, 0], inflated: -1)));
        Assert.Throws<TapeException>(() => TapeSamples.Read(Forge([0, 0, 0, 0], inflated: TapeLimits.BlockBytes + 1)));

        // says little and holds 64 MB: one byte more than it says is looked at
        var bomb = new byte[64 * 1024 * 1024];
        var tape = Tape(0, [Header]).Concat(Block(1, bomb, inflated: 1000)).ToArray();
        bomb = [];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (read, reader) = TapeSamples.Read(tape);
        using (reader)
        {
            Assert.Empty(read);
            Assert.Contains("size is not that of its header", Assert.Single(reader.Damages).Reason, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        }
    }

    [Theory]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":1e999}""", "no finite number")]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":NaN}""", "not JSON")]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":null}""", "null is no value")]
    [InlineData("""{"node":"a","s":"b","t":1}""", "no quantity")]
    [InlineData("""{"node":"a","s":"b","t":0,"power_w":1}""", "outside")]
    [InlineData("""{"node":"a","s":"b","t":7258118400000,"power_w":1}""", "outside")]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":1,"power_w":1}""", "twice")]
    [InlineData("""{"node":"../../etc","s":"b","t":1,"power_w":1}""", "no id")]
    [InlineData("""{"node":"a","s":"b/c","t":1,"power_w":1}""", "no id")]
    [InlineData("""{"s":"b","node":"a","t":1,"power_w":1}""", "none of a tape's")]
    [InlineData("""{"node":"a","t":1,"power_w":1}""", "s is missing")]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":1,"colour":2}""", "unknown quantity 'colour'")]
    [InlineData("""{"node":"a","s":"b","t":1,"power_w":1} """ + "{}", "follows")]
    [InlineData("""{"about":"a","sensors":[{"sensor":"B"}]}""", "no id")]
    [InlineData("""{"block":1,"at":0,"bytes":100,"readings":0}""", "none of a tape's")]
    [InlineData(Header, "none of a tape's")]
    [InlineData("{}", "none of a tape's")]
    [InlineData("", "empty")]
    [InlineData("\r", "not JSON")]
    [InlineData("[1]", "no JSON object")]
    public void A_bad_line_is_named_and_its_neighbours_are_read(string line, string cause)
    {
        var good = """{"node":"a","s":"b","t":5,"power_w":1}""";

        var (read, reader) = TapeSamples.Read(Tape(2, [Header, good, line, good]));
        using (reader)
        {
            Assert.Equal(2, read.Count);
            var damage = reader.Damages.Single(d => d.Line > 0);
            Assert.Equal((0, 3), (damage.Position, damage.Line));
            Assert.Contains(cause, damage.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_million_keys_and_a_line_without_end_are_refused_by_their_line()
    {
        var keys = "{\"node\":\"a\"" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $",\"k{i}\":1")) + "}";
        var few = "{\"node\":\"a\"" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $",\"k{i}\":1")) + "}";
        var deep = "{\"node\":" + new string('[', 100_000) + "1";

        var (read, reader) = TapeSamples.Read(Tape(0, [Header, keys, few, deep, """{"node":"a","s":"b","t":5,"power_w":1}"""], readings: 1, instant: 5));
        using (reader)
        {
            Assert.Single(read);
            Assert.Equal([2, 3, 4], reader.Damages.Select(d => d.Line));
        }
    }

    [Theory]
    [InlineData("""{"tape":1,"site":"../x","name":"L","zone":"UTC","source":"data","software":"x","made":1}""")]
    [InlineData("""{"tape":1,"site":"lodge","name":"a\u001b[31m","zone":"UTC","source":"data","software":"x","made":1}""")]
    [InlineData("""{"tape":1,"site":"lodge","name":"L","zone":"../../etc/passwd","source":"data","software":"x","made":1}""")]
    [InlineData("""{"tape":1,"site":"lodge","name":"L","zone":"UTC","source":"elsewhere","software":"x","made":1}""")]
    [InlineData("""{"tape":1,"site":"lodge","name":"L","zone":"UTC","source":"data","software":"x"}""")]
    [InlineData("""{"tape":"1","site":"lodge","name":"L","zone":"UTC","source":"data","software":"x","made":1}""")]
    [InlineData("{}")]
    [InlineData("x")]
    [InlineData("")]
    public void A_header_that_breaks_the_rules_is_refused(string header)
    {
        var fault = Assert.Throws<TapeException>(() => TapeSamples.Read(Tape(0, [header])));

        Assert.StartsWith("cannot read tape 'stream' at byte 0: line 1: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_future_version_is_refused_by_name_whatever_became_of_the_rest()
    {
        const string line = """{"tape":2,"colour":"red"}""";
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(plain, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(line + "\n"));

        foreach (var tape in new[] { Tape(0, [line]), plain.ToArray() })
        {
            var fault = Assert.Throws<TapeException>(() => TapeSamples.Read(tape));
            Assert.Contains("version 2, this program reads version 1; update the program", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new byte[0], "it is empty")]
    [InlineData(new byte[] { 1 }, "does not begin as gzip does")]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "gzip, but without a tape's header")]
    public void Another_file_is_refused(byte[] file, string cause)
    {
        Assert.Contains(cause, Assert.Throws<TapeException>(() => TapeSamples.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_lies_about_where_blocks_are_is_not_used()
    {
        var good = TapeSamples.Tape(20, 5);
        var lines = IndexLines(good);
        foreach (var (from, to) in new[]
        {
            ("\"at\":", "\"at\":1"), ("\"bytes\":", "\"bytes\":1"), ("\"block\":2", "\"block\":3"), ("\"readings\":5", "\"readings\":4"),
            ("\"t\"", "\"x\""), ("{\"tape\":1", "{\"tape\":2"), ("\"total\":\"booth-pi\",\"s\":\"air\"", "\"total\":\"booth-pi\",\"s\":\"gutter-north\""),
            ("\"at\":", "\"at\":-"), ("\"first\":1", "\"first\":9"),
        })
        {
            var lying = lines.Select(l => l.Replace(from, to, StringComparison.Ordinal)).ToArray();
            if (lying.SequenceEqual(lines))
                continue;
            var (read, reader) = TapeSamples.Read(WithIndex(good, lying));
            using (reader)
            {
                Assert.Equal(20, read.Count);
                Assert.Equal(TapeEnding.Damaged, reader.End.Ending);
                Assert.Contains("the index cannot be used", reader.Damages[^1].Reason, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_index_that_lies_about_instants_is_found_out_when_the_block_is_read()
    {
        var good = TapeSamples.Tape(20, 5);
        var lying = IndexLines(good).Select(l => l.StartsWith("{\"block\":2,", StringComparison.Ordinal)
            ? l[..l.IndexOf("\"first\"", StringComparison.Ordinal)] + "\"first\":1,\"last\":2}" : l).ToArray();

        var (read, reader) = TapeSamples.Read(WithIndex(good, lying));
        using (reader)
        {
            Assert.Equal(20, read.Count);
            Assert.Contains("the index says something else", Assert.Single(reader.Damages).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tape_of_too_many_nodes_or_sensors_is_bounded()
    {
        var nodes = Enumerable.Range(0, TapeLimits.Nodes + 5).Select(i => $$"""{"about":"n{{i}}","sensors":[]}""");
        var (_, reader) = TapeSamples.Read(Tape(0, [Header, .. nodes]));
        using (reader)
            Assert.Equal(TapeLimits.Nodes, reader.Header.Nodes.Length);

        var readings = Enumerable.Range(0, TapeLimits.Sensors + 1).Select(i => $$"""{"node":"n","s":"s{{i}}","t":5,"power_w":1}""");
        (_, reader) = TapeSamples.Read(Tape(0, [Header, .. readings], readings: (uint)TapeLimits.Sensors + 1, instant: 5));
        using (reader)
            Assert.Contains("more than 4096 sensors", Assert.Throws<TapeException>(reader.Summary).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Four_megabytes_of_bad_lines_are_given_up_after_a_hundred()
    {
        var (read, reader) = TapeSamples.Read([
            .. Tape(0, [Header]), .. Block(1, Enumerable.Repeat((byte)'\n', TapeLimits.BlockBytes).ToArray(), TapeLimits.BlockBytes),
            .. Block(2, Encoding.UTF8.GetBytes("""{"node":"a","s":"b","t":5,"power_w":1}""" + "\n"), 39),
        ]);
        using (reader)
        {
            Assert.Single(read);
            Assert.Equal(TapeLimits.BadLines, reader.Damages.Count(d => d.Reason == "the payload is empty"));
            Assert.Contains(reader.Damages, d => d.Reason == "100 lines of the block are bad; the rest of it is not read");
        }
    }

    [Fact]
    public void A_file_of_thousands_of_damages_is_read_once_and_not_once_for_each()
    {
        var file = new List<byte>(Tape(0, [Header]));
        var line = Encoding.UTF8.GetBytes("""{"node":"a","s":"b","t":5,"power_w":1}""" + "\n");
        for (var i = 1u; i <= 3000; i++)
        {
            file.Add(0);
            file.AddRange(Block(i, line, line.Length));
        }

        using var stream = new CountingStream([.. file]);
        using var reader = TapeReader.Open(stream);
        Assert.Equal(3000, reader.DamageCount);
        Assert.Equal(TapeLimits.Damages, reader.Damages.Length);
        Assert.InRange(stream.BytesRead, file.Count, file.Count * 8L);
    }

    [Fact]
    public void An_index_of_another_header_or_other_totals_or_nodes_is_found_out()
    {
        var good = TapeSamples.Tape(20, 5);
        foreach (var (from, to) in new[] { ("Lodge roof", "Barn roof"), ("\"s\":\"air\"", "\"s\":\"snow\""), ("Gutter north", "Gutter south") })
        {
            using var reader = TapeReader.Open(new MemoryStream(WithIndex(good, [.. IndexLines(good).Select(l => l.Replace(from, to, StringComparison.Ordinal))])));
            Assert.Equal(TapeEnding.Complete, reader.End.Ending);
            reader.Verify();
            Assert.Equal(TapeEnding.Damaged, reader.End.Ending);
        }
    }

    [Fact]
    public void An_end_that_points_anywhere_breaks_nothing()
    {
        var tape = TapeSamples.Tape(20, 5);
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        foreach (var index in new[] { 1, 64, tape.Length - 74, tape.Length, long.MaxValue })
        {
            var end = builder.End(new BlockHeader(BlockKind.End, 0, 0, 0, 20, TapeSamples.Start, TapeSamples.Start + 19_000, 6, index)).ToArray();
            var (read, reader) = TapeSamples.Read([.. tape[..^BlockHeader.EndSize], .. end]);
            using (reader)
            {
                Assert.Equal(20, read.Count);
                Assert.Equal(TapeEnding.Damaged, reader.End.Ending);
            }
        }
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            BytesRead += read;
            return read;
        }
    }

    /// <summary>One block of lines as they are, and nothing after it.</summary>
    private static byte[] Tape(int goodReadings, string[] lines, uint? readings = null, long instant = 5)
    {
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        foreach (var line in lines)
        {
            System.Buffers.BuffersExtensions.Write(builder.Line, Encoding.UTF8.GetBytes(line));
            builder.EndLine();
            if (line.StartsWith("{\"about\"", StringComparison.Ordinal))
                builder.CountNode();
        }

        for (var i = 0; i < (readings ?? (uint)goodReadings); i++)
            builder.CountReading(instant);
        return builder.Finish(BlockKind.Lines, 0, out _).ToArray();
    }

    private static byte[] Block(uint number, byte[] content, int inflated)
    {
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        System.Buffers.BuffersExtensions.Write(builder.Line, content);
        if (content.Length < 1000)
            builder.CountReading(5);
        var block = builder.Finish(BlockKind.Lines, number, out var header).ToArray();
        (header with { Inflated = inflated }).Write(block);
        BitConverter.TryWriteBytes(block.AsSpan(block.Length - 4), inflated);
        return block;
    }

    private static byte[] Forge(byte[] content, int inflated) => Block(0, content, inflated);

    private static string[] IndexLines(byte[] tape)
    {
        var at = IndexAt(tape);
        using var gzip = new GZipStream(new MemoryStream(tape, at, tape.Length - at), CompressionMode.Decompress);
        return new StreamReader(gzip).ReadToEnd().TrimEnd('\n').Split('\n');
    }

    private static int IndexAt(byte[] tape)
    {
        Assert.Equal(BlockFault.None, BlockHeader.TryRead(tape.AsSpan(tape.Length - BlockHeader.EndSize), out var end));
        return (int)end.IndexAt;
    }

    private static byte[] WithIndex(byte[] tape, string[] lines)
    {
        using var builder = new BlockBuilder(CompressionLevel.Fastest);
        foreach (var line in lines)
        {
            System.Buffers.BuffersExtensions.Write(builder.Line, Encoding.UTF8.GetBytes(line));
            builder.EndLine();
        }

        var at = IndexAt(tape);
        return [.. tape[..at], .. builder.Finish(BlockKind.Index, 5, out _), .. tape[^BlockHeader.EndSize..]];
    }
}
