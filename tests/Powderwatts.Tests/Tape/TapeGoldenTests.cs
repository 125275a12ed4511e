using System.IO.Compression;
using System.Text;
using Powderwatts.Readings;
using Powderwatts.Tape;

namespace Powderwatts.Tests.Tape;

/// <summary>A tape made on the day of format 1. Every later program reads it, and writes its lines byte for byte.</summary>
public sealed class TapeGoldenTests
{
    private static readonly string file = Path.Combine(Checkout.Root, "tests", "Powderwatts.Tests", "Tape", "golden.pwtape");

    [Fact]
    public void The_golden_tape_is_read_as_it_was_written()
    {
        using var reader = TapeReader.Open(file);

        Assert.Equal(TapeSamples.Header with { Nodes = [] }, reader.Header with { Nodes = [] });
        Assert.Equal(["booth-pi", "barn"], reader.Header.Nodes.Select(n => n.Node));
        Assert.Equal(Readings(), TapeSamples.Rest(reader));
        Assert.Equal(new TapeEnd(TapeEnding.Complete, new FileInfo(file).Length, ""), reader.End);
        Assert.Equal(0, reader.Verify().Lost);
    }

    [Fact]
    public void The_lines_of_today_are_those_of_the_golden_tape()
    {
        // the pressed bytes may differ from one zlib to the next; positions in the index then do too
        var (old, today) = (Lines(File.ReadAllBytes(file)), Lines(Write()));

        Assert.Equal(old.Where(l => !l.StartsWith("{\"block\"", StringComparison.Ordinal)), today.Where(l => !l.StartsWith("{\"block\"", StringComparison.Ordinal)));
        Assert.Equal(old.Length, today.Length);
    }

    private static IEnumerable<TapeReading> Readings()
    {
        for (var i = 0; i < 40; i++)
            yield return TapeSamples.Reading(i);
        yield return TapeSamples.At(TapeSamples.Start + 500, "late", "barn");
        var values = default(QuantityValues);
        (Quantity Quantity, double Value)[] measured =
        [
            (Quantity.PowerW, 612.4),
            (Quantity.VoltageV, 240.1),
            (Quantity.CurrentA, 1e-7),
            (Quantity.EnergyWh, 10422.118),
            (Quantity.PowerFactor, -0.0),
            (Quantity.FrequencyHz, 60),
        ];
        foreach (var (quantity, value) in measured)
            values[quantity] = value;
        yield return new TapeReading("barn", new Reading("gutter-north", TapeSamples.Start + 60_000, values)
        {
            EnergyFrom = TapeSamples.Start - 1,
            IntervalS = 0.1,
            Quality = Quality.Clipped | Quality.Unsynced,
            Origin = Origin.Sim,
        });
        values = default;
        values[Quantity.State] = 1;
        yield return new TapeReading("barn", new Reading("button", 1, values) { Origin = Origin.Replay });
    }

    private static byte[] Write()
    {
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(stream, TapeSamples.Header);
        var count = 0;
        foreach (var reading in Readings())
        {
            if (count == 40)
                writer.Describe(new TapeNode("barn", [TapeSamples.Gutter with { Name = "Gutter «N» °C", RatedW = null, Quantities = [.. Quantities.All], Range = "0 to 36 V" }]));
            writer.Write(reading);
            if (++count % 15 == 0)
                writer.Flush();
        }

        writer.Complete();
        return stream.ToArray();
    }

    private static string[] Lines(byte[] tape)
    {
        using var gzip = new GZipStream(new MemoryStream(tape), CompressionMode.Decompress);
        return new StreamReader(gzip, Encoding.UTF8).ReadToEnd().Split('\n');
    }
}
