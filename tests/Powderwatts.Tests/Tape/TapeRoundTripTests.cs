using System.IO.Compression;
using System.Text;
using CsCheck;
using Powderwatts.Tape;
using Powderwatts.Tests.Readings.Wire;

namespace Powderwatts.Tests.Tape;

public sealed class TapeRoundTripTests
{
    private static readonly Gen<TapeReading> anyReading = Gen.Select(WireGen.Id, WireGen.Reading, (node, reading) => new TapeReading(node, reading));

    [Fact]
    public void Any_readings_come_back_as_they_were_and_in_the_order_in_which_they_came()
    {
        Gen.Select(anyReading.Array[0, 60], Gen.Int[1, 20], Gen.Bool).Sample(
            (readings, block, complete) =>
            {
                var (read, reader) = TapeSamples.Read(TapeSamples.Tape(readings, block, complete));
                using (reader)
                {
                    Assert.Equal(readings, read);
                    Assert.Equal(complete ? TapeEnding.Complete : TapeEnding.Truncated, reader.End.Ending);
                }
            },
            iter: 300);
    }

    [Fact]
    public void Hundreds_of_sensors_in_any_order_come_back()
    {
        Gen.Int[0, 299].Array[1000].Sample(
            sensors =>
            {
                var readings = sensors.Select((s, i) => TapeSamples.At(TapeSamples.Start + i, $"s{s}", $"node-{s % 40}")).ToArray();
                Assert.Equal(readings, TapeSamples.Read(TapeSamples.Tape(readings)).Readings);
            },
            iter: 20);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        using var gzip = new GZipStream(new MemoryStream(TapeSamples.Tape(1)), CompressionMode.Decompress);

        Assert.Throws<ArgumentException>(() => TapeReader.Open(gzip));
    }

    [Fact]
    public void A_tape_says_whose_it_is()
    {
        var (_, reader) = TapeSamples.Read(TapeSamples.Tape(10));

        using (reader)
        {
            Assert.Equal(TapeSamples.Header with { Nodes = [] }, reader.Header with { Nodes = [] });
            Assert.Equal(["gutter-north", "air"], reader.Header.Nodes.Single().Sensors.Select(s => s.Sensor));
            Assert.Equal(TapeSamples.Gutter with { Quantities = [] }, reader.Header.Nodes[0].Sensors[0] with { Quantities = [] });
        }
    }

    [Fact]
    public void The_same_readings_make_the_same_bytes() => Assert.Equal(TapeSamples.Tape(500, 100), TapeSamples.Tape(500, 100));

    [Fact]
    public void Any_gzip_program_reads_it_as_lines()
    {
        using var gzip = new GZipStream(new MemoryStream(TapeSamples.Tape(3)), CompressionMode.Decompress);
        var lines = new StreamReader(gzip, Encoding.UTF8).ReadToEnd().Split('\n');

        Assert.StartsWith("""{"tape":1,"site":"lodge","name":"Lodge roof","zone":"America/Denver",""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"about":"booth-pi","sensors":[{"sensor":"gutter-north",""", lines[1], StringComparison.Ordinal);
        Assert.Equal("""{"node":"booth-pi","s":"gutter-north","t":1796112000000,"power_w":30}""", lines[2]);
    }

    [Fact]
    public void A_seek_finds_the_first_reading_of_that_instant_or_later_in_order_of_arrival()
    {
        var instant = Gen.Long[1, 2000].Select(t => t + TapeSamples.Start);
        Gen.Select(instant.Array[0, 60], Gen.Int[1, 10], Gen.Bool, Gen.Long[0, 2100]).Sample(
            (instants, block, complete, at) =>
            {
                var readings = instants.Select(t => TapeSamples.At(t)).ToArray();
                using var reader = TapeReader.Open(new MemoryStream(TapeSamples.Tape(readings, block, complete)));
                reader.SeekTo(TapeSamples.Start + at);
                Assert.Equal(readings.SkipWhile(r => r.Reading.T < TapeSamples.Start + at), TapeSamples.Rest(reader));
                reader.SeekTo(0);
                Assert.Equal(readings, TapeSamples.Rest(reader));
            },
            iter: 300);
    }

    [Fact]
    public void The_summary_counts_each_sensor_with_an_index_and_without()
    {
        foreach (var complete in new[] { true, false })
        {
            using var reader = TapeReader.Open(new MemoryStream(TapeSamples.Tape(101, 10, complete)));
            var summary = reader.Summary();

            Assert.Equal(complete, summary.FromIndex);
            Assert.Equal((101, TapeSamples.Start, TapeSamples.Start + 100_000), (summary.Readings, summary.First!.Value, summary.Last!.Value));
            Assert.Equal(
                [
                    new TapeSensorTotal("booth-pi", "gutter-north", 51, TapeSamples.Start, TapeSamples.Start + 100_000),
                    new TapeSensorTotal("booth-pi", "air", 50, TapeSamples.Start + 1000, TapeSamples.Start + 99_000),
                ],
                summary.Sensors);
            Assert.Equal(101, TapeSamples.Rest(reader).Count);
        }
    }

    [Fact]
    public void A_node_that_appears_later_is_known_at_once_when_the_tape_is_opened()
    {
        foreach (var complete in new[] { true, false })
        {
            var stream = new MemoryStream();
            using (var writer = TapeWriter.Create(stream, TapeSamples.Header))
            {
                writer.Write(TapeSamples.Reading(0));
                writer.Flush();
                writer.Describe(new TapeNode("barn", [TapeSamples.Air]));
                writer.Describe(new TapeNode("booth-pi", [TapeSamples.Gutter with { Calibration = "shunt 0.02 Ohm" }]));
                writer.Write(TapeSamples.At(TapeSamples.Start, node: "barn"));
                writer.Flush();
                if (complete)
                    writer.Complete();
            }

            using var reader = TapeReader.Open(new MemoryStream(stream.ToArray()));
            Assert.Equal(["booth-pi", "barn"], reader.Header.Nodes.Select(n => n.Node));
            Assert.Equal(["shunt 0.02 Ohm", null], reader.Header.Nodes[0].Sensors.Select(s => s.Calibration));
            Assert.Equal(2, TapeSamples.Rest(reader).Count);
        }
    }
}
