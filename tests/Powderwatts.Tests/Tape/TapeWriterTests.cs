using Powderwatts.Readings;
using Powderwatts.Tape;

namespace Powderwatts.Tests.Tape;

public sealed class TapeWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_flushed_is_there_without_an_end()
    {
        var path = folder.File("a.pwtape");
        using var writer = TapeWriter.Create(path, TapeSamples.Header);
        writer.Write(TapeSamples.Reading(0));
        writer.Flush();
        writer.Write(TapeSamples.Reading(1));

        using (var beside = TapeReader.Open(path))
        {
            Assert.Equal([TapeSamples.Reading(0)], TapeSamples.Rest(beside));
            Assert.Equal(TapeEnding.Truncated, beside.End.Ending);
        }

        writer.Dispose(); // as after a crash: the waiting block is lost
        Assert.Equal(writer.Bytes, new FileInfo(path).Length);
        using var reader = TapeReader.Open(path);
        Assert.Equal([TapeSamples.Reading(0)], TapeSamples.Rest(reader));
    }

    [Fact]
    public void A_block_ends_by_itself_when_it_is_full()
    {
        var tape = TapeSamples.Tape(Enumerable.Range(0, 1000).Select(TapeSamples.Reading), options: new TapeWriterOptions { BlockBytes = 1024 });
        using var reader = TapeReader.Open(new MemoryStream(tape));

        Assert.InRange(reader.Summary().Blocks, 50, 100);
    }

    [Fact]
    public void A_file_that_is_there_is_never_written_over_unasked()
    {
        var path = folder.File("a.pwtape");
        File.WriteAllText(path, "mine");

        foreach (var aside in new[] { false, true })
        {
            var fault = Assert.Throws<TapeException>(() => TapeWriter.Create(path, TapeSamples.Header, new TapeWriterOptions { Aside = aside }));
            Assert.Equal($"cannot write tape '{path}': it exists; name another, or replace it with --force", fault.Message);
        }

        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(["a.pwtape"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_is_replaced_only_when_the_new_one_is_complete()
    {
        var path = folder.File("a.pwtape");
        File.WriteAllText(path, "mine");

        using (var writer = TapeWriter.Create(path, TapeSamples.Header, new TapeWriterOptions { Overwrite = true }))
            writer.Write(TapeSamples.Reading(0));
        Assert.Equal("mine", File.ReadAllText(path));

        using (var writer = TapeWriter.Create(path, TapeSamples.Header, new TapeWriterOptions { Overwrite = true }))
        {
            writer.Write(TapeSamples.Reading(0));
            writer.Complete();
        }

        using var reader = TapeReader.Open(path);
        Assert.Equal(TapeEnding.Complete, reader.End.Ending);
        Assert.Equal(["a.pwtape"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_tape_written_aside_that_is_not_complete_leaves_nothing()
    {
        using (var writer = TapeWriter.Create(folder.File("a.pwtape"), TapeSamples.Header, new TapeWriterOptions { Aside = true }))
            writer.Write(TapeSamples.Reading(0));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_another_writes_aside_is_left_alone()
    {
        using var one = TapeWriter.Create(folder.File("a.pwtape"), TapeSamples.Header, new TapeWriterOptions { Aside = true });

        var fault = Assert.Throws<TapeException>(() => TapeWriter.Create(folder.File("a.pwtape"), TapeSamples.Header, new TapeWriterOptions { Aside = true }));

        Assert.Contains("another program writes it, or one was cut off", fault.Message, StringComparison.Ordinal);
        one.Complete();
        Assert.True(File.Exists(folder.File("a.pwtape")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_is_not_written_through(bool exists)
    {
        var target = folder.File("target");
        if (exists)
            File.WriteAllText(target, "mine");
        File.CreateSymbolicLink(folder.File("a.pwtape"), target);

        foreach (var options in new TapeWriterOptions[] { new(), new() { Aside = true }, new() { Overwrite = true } })
        {
            var fault = Assert.Throws<TapeException>(() => TapeWriter.Create(folder.File("a.pwtape"), TapeSamples.Header, options));
            Assert.Contains("symbolic link", fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal(exists, File.Exists(target));
    }

    [Fact]
    public void A_link_in_the_place_of_the_part_is_not_written_through()
    {
        File.CreateSymbolicLink(folder.File("a.pwtape.part"), folder.File("target"));

        Assert.Throws<TapeException>(() => TapeWriter.Create(folder.File("a.pwtape"), TapeSamples.Header, new TapeWriterOptions { Aside = true }));

        Assert.False(File.Exists(folder.File("target")));
    }

    [Fact]
    public void A_folder_and_a_missing_folder_are_refused()
    {
        Assert.Contains("it is a folder", Assert.Throws<TapeException>(() => TapeWriter.Create(folder.Path, TapeSamples.Header)).Message, StringComparison.Ordinal);
        Assert.Contains("name a file in a folder that exists", Assert.Throws<TapeException>(
            () => TapeWriter.Create(folder.File("no/a.pwtape"), TapeSamples.Header)).Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", Assert.Throws<TapeException>(() => TapeReader.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<TapeException>(() => TapeReader.Open(folder.File("a"))).Message, StringComparison.Ordinal);
        Assert.Throws<TapeException>(() => TapeReader.Open("a\0b"));
        Assert.Throws<TapeException>(() => TapeWriter.Create("a\0b", TapeSamples.Header));
    }

    [Fact]
    public void A_header_that_no_reader_would_take_makes_no_file()
    {
        var header = TapeSamples.Header;
        foreach (var bad in new[]
        {
            header with { Site = "../x" }, header with { Name = "" }, header with { Name = "a\nb" }, header with { Zone = "" }, header with { Source = "x" },
            header with { MadeAt = 0 }, header with { RigHash = "" }, header with { Nodes = [new TapeNode("booth-pi", [TapeSamples.Air with { Name = "" }])] },
        })
            Assert.Throws<ArgumentException>(() => TapeWriter.Create(folder.File("a.pwtape"), bad));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_reading_that_no_reader_would_take_is_refused_and_the_tape_goes_on()
    {
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(stream, TapeSamples.Header);
        var good = TapeSamples.Reading(0);
        var values = default(QuantityValues);
        values[Quantity.EnergyWh] = 1;
        var negative = values;
        negative[Quantity.EnergyWh] = -1;
        var wet = default(QuantityValues);
        wet[Quantity.Wet] = 0.5;
        foreach (var bad in new[]
        {
            good.Reading with { T = 0 }, good.Reading with { T = long.MaxValue }, good.Reading with { Sensor = "A" }, good.Reading with { Sensor = "../a" },
            good.Reading with { Values = default }, good.Reading with { EnergyFrom = 1 }, good.Reading with { Values = values }, good.Reading with { IntervalS = 0 },
            good.Reading with { IntervalS = double.NaN }, good.Reading with { Values = negative, EnergyFrom = 1 }, good.Reading with { Values = wet },
            good.Reading with { Values = values, EnergyFrom = -1 }, good.Reading with { Quality = (Quality)64 },
        })
            Assert.Throws<ArgumentException>(() => writer.Write(new TapeReading("booth-pi", bad)));
        Assert.Throws<ArgumentException>(() => writer.Write(good with { Node = "a/b" }));
        Assert.Throws<ArgumentException>(() => writer.Describe(new TapeNode("A", [])));
        writer.Write(good);
        writer.Complete();

        var (read, reader) = TapeSamples.Read(stream.ToArray());
        using (reader)
        {
            Assert.Equal([good], read);
            Assert.Equal(TapeEnding.Complete, reader.End.Ending);
        }
    }

    [Fact]
    public void One_sensor_too_many_is_refused_and_the_tape_goes_on()
    {
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(stream, TapeSamples.Header);
        for (var i = 0; i < TapeLimits.Sensors; i++)
            writer.Write(TapeSamples.At(TapeSamples.Start + i, $"s{i}"));

        Assert.Contains("more than 4096 sensors; begin another tape", Assert.Throws<TapeException>(() => writer.Write(TapeSamples.At(TapeSamples.Start, "more"))).Message, StringComparison.Ordinal);
        writer.Write(TapeSamples.At(TapeSamples.Start, "s0"));
        writer.Complete();

        var (read, reader) = TapeSamples.Read(stream.ToArray());
        using (reader)
        {
            Assert.Equal(TapeLimits.Sensors + 1, read.Count);
            Assert.Equal(TapeEnding.Complete, reader.End.Ending);
        }
    }

    [Fact]
    public void A_full_disk_ends_the_tape_after_its_last_whole_block()
    {
        var disk = new SmallDisk(2000);
        var writer = TapeWriter.Create(disk, TapeSamples.Header);
        var written = 0;
        void Fill()
        {
            for (; written < 1000; written++)
            {
                writer.Write(TapeSamples.Reading(written));
                writer.Flush();
            }
        }

        var fault = Assert.Throws<TapeException>(Fill);

        Assert.Equal($"cannot write tape 'stream': No space left on device; all whole blocks before byte {writer.Bytes} are kept", fault.Message);
        Assert.Throws<TapeException>(() => writer.Write(TapeSamples.Reading(0)));
        var (read, reader) = TapeSamples.Read(disk.ToArray());
        using (reader)
        {
            Assert.Equal(Enumerable.Range(0, written).Select(TapeSamples.Reading), read);
            Assert.Equal((TapeEnding.Truncated, writer.Bytes), (reader.End.Ending, reader.End.Position));
        }
    }

    [Fact]
    public void After_the_end_nothing_is_taken()
    {
        using var writer = TapeWriter.Create(new MemoryStream(), TapeSamples.Header);
        writer.Complete();

        Assert.Throws<InvalidOperationException>(() => writer.Write(TapeSamples.Reading(0)));
        Assert.Throws<InvalidOperationException>(writer.Flush);
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    private sealed class SmallDisk(int size) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var fits = (int)Math.Min(buffer.Length, size - Position);
            base.Write(buffer[..fits]);
            if (fits < buffer.Length)
                throw new IOException("No space left on device");
        }
    }
}
