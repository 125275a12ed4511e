using Powderwatts.Tape;
using Powderwatts.Tape.Editing;

namespace Powderwatts.Tests.Tape.Editing;

public sealed class TapeCutTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_instant_is_kept_and_the_last_is_not()
    {
        var (readings, _, _) = Cut(TapeSamples.Tape(100, 10), 20_000, 30_000);

        Assert.Equal(Enumerable.Range(20, 10).Select(TapeSamples.Reading), readings);
    }

    [Fact]
    public void Late_readings_are_kept_in_their_place()
    {
        TapeReading[] all = [TapeSamples.At(TapeSamples.Start + 10), TapeSamples.At(TapeSamples.Start + 90), TapeSamples.At(TapeSamples.Start + 20), TapeSamples.At(TapeSamples.Start + 95)];

        var (readings, _, _) = Cut(TapeSamples.Tape(all, 1), 5, 50);

        Assert.Equal([all[0], all[2]], readings);
    }

    [Fact]
    public void Only_the_wanted_sensor_and_its_description_remain()
    {
        var (readings, header, _) = Cut(TapeSamples.Tape(100, 10), 0, 1_000_000, ("booth-pi", "air"));

        Assert.Equal(50, readings.Count);
        Assert.All(readings, r => Assert.Equal("air", r.Reading.Sensor));
        Assert.Equal(["air"], header.Nodes.Single().Sensors.Select(s => s.Sensor));
    }

    [Fact]
    public void A_description_holds_from_where_it_was_given()
    {
        var stream = new MemoryStream();
        using (var writer = TapeWriter.Create(stream, TapeSamples.Header))
        {
            for (var i = 0; i < 30; i++)
            {
                if (i % 10 == 9)
                    writer.Describe(new TapeNode("booth-pi", [TapeSamples.Gutter with { Calibration = $"number {i}" }]));
                writer.Write(TapeSamples.Reading(i));
                writer.Flush();
            }
        }

        var path = folder.File("cut.pwtape");
        using (var reader = TapeReader.Open(new MemoryStream(stream.ToArray())))
            new TapeCut(reader, TapeSamples.Start + 15_000, TapeSamples.Start + 25_000, []).Run(path, false, TestContext.Current.CancellationToken);
        var lines = Lines(File.ReadAllBytes(path));

        Assert.Contains("number 9", lines[1], StringComparison.Ordinal);
        Assert.Equal(5, Array.FindIndex(lines, l => l.Contains("number 19", StringComparison.Ordinal)) - 1);
        using var cut = TapeReader.Open(path);
        Assert.Equal("number 29", cut.Header.Nodes.Single().Sensors[0].Calibration); // also what the node became after the part
    }

    [Fact]
    public void Of_a_damaged_tape_what_can_be_read_is_kept()
    {
        var tape = TapeSamples.Tape(100, 10);
        tape[tape.Length / 3] ^= 1;

        var (readings, _, end) = Cut(tape, 0, 1_000_000);

        Assert.Equal(90, readings.Count);
        Assert.Equal(TapeEnding.Damaged, end.Ending);
    }

    [Fact]
    public void When_the_first_block_is_damaged_the_index_says_whose_tape_it_is()
    {
        foreach (var at in new[] { 0, 80 })
        {
            var tape = TapeSamples.Tape(100, 10);
            tape[at] ^= 1;

            var (readings, header, end) = Cut(tape, 0, 1_000_000);

            Assert.Equal(100, readings.Count);
            Assert.Equal(["gutter-north", "air"], header.Nodes.Single().Sensors.Select(s => s.Sensor));
            Assert.Equal((TapeEnding.Damaged, 0L), (end.Ending, end.Position));
            File.Delete(folder.File("cut.pwtape"));
        }
    }

    [Fact]
    public void Blocks_outside_the_part_are_not_read()
    {
        var tape = TapeSamples.Tape(100, 10);
        tape[tape.Length / 3] ^= 1;

        var (readings, _, end) = Cut(tape, 90_000, 1_000_000);

        Assert.Equal(10, readings.Count);
        Assert.Equal(TapeEnding.Complete, end.Ending);
    }

    [Fact]
    public void Nothing_in_the_part_makes_no_file()
    {
        using var reader = TapeReader.Open(new MemoryStream(TapeSamples.Tape(100, 10)));

        Assert.Equal(0, new TapeCut(reader, 1, 2, []).Run(folder.File("cut.pwtape"), false, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private (List<TapeReading> Readings, TapeHeader Header, TapeEnd End) Cut(byte[] tape, long from, long before, params (string, string)[] sensors)
    {
        var path = folder.File("cut.pwtape");
        using var reader = TapeReader.Open(new MemoryStream(tape));
        var count = new TapeCut(reader, TapeSamples.Start + from, TapeSamples.Start + before, sensors).Run(path, false, TestContext.Current.CancellationToken);
        using var made = TapeReader.Open(path);
        var readings = TapeSamples.Rest(made);
        Assert.Equal(count, readings.Count);
        Assert.Equal(TapeEnding.Complete, made.End.Ending);
        return (readings, made.Header, reader.End);
    }

    private static string[] Lines(byte[] tape)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(tape), System.IO.Compression.CompressionMode.Decompress);
        return new StreamReader(gzip).ReadToEnd().Split('\n');
    }
}
