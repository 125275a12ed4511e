using System.Buffers;
using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

public sealed class WireRoundTripTests
{
    [Fact]
    public void Every_reading_comes_back_bit_for_bit() => WireGen.Reading.Sample(
        reading => WireJson.ReadReading(Written(o => WireJson.WriteReading(o, reading)), reading.Sensor) == reading, iter: 2000);

    [Fact]
    public void Every_chunk_comes_back_whole() => WireGen.Chunk.Sample(
        chunk =>
        {
            var back = WireJson.ReadChunk(Written(o => WireJson.WriteChunk(o, chunk)));
            return back.Refused.IsEmpty && back.Chunk.Outbox == chunk.Outbox && back.Chunk.Readings.SequenceEqual(chunk.Readings)
                && back.Chunk.Gaps.Length == chunk.Gaps.Length
                && back.Chunk.Gaps.Zip(chunk.Gaps).All(p => p.First with { Sensors = p.Second.Sensors } == p.Second && p.First.Sensors.SequenceEqual(p.Second.Sensors));
        },
        iter: 500);

    [Fact]
    public void Every_acknowledgement_comes_back_whole() => WireGen.Acknowledgement.Sample(
        sent =>
        {
            var back = WireJson.ReadAcknowledgement(Written(o => WireJson.WriteAcknowledgement(o, sent)));
            return back.Outbox == sent.Outbox && back.Span == sent.Span && back.Stored.SequenceEqual(sent.Stored) && back.Refused.SequenceEqual(sent.Refused);
        },
        iter: 500);

    [Fact]
    public void Every_description_of_a_node_comes_back_whole() => WireGen.About.Sample(
        about =>
        {
            var back = WireJson.ReadAbout(Written(o => WireJson.WriteAbout(o, about)));
            return back with { Sensors = about.Sensors } == about && back.Sensors.Length == about.Sensors.Length
                && back.Sensors.Zip(about.Sensors).All(p =>
                    p.First with { Quantities = p.Second.Quantities } == p.Second && p.First.Quantities.SequenceEqual(p.Second.Quantities));
        },
        iter: 500);

    [Fact]
    public void Every_health_report_comes_back_whole() => WireGen.Health.Sample(
        report =>
        {
            var back = WireJson.ReadHealth(Written(o => WireJson.WriteHealth(o, report)));
            return back.T == report.T && back.Sensors.SequenceEqual(report.Sensors) && back.Parts.Length == report.Parts.Length
                && back.Parts.Zip(report.Parts).All(p =>
                    p.First with { Counts = p.Second.Counts } == p.Second && p.First.Counts.SequenceEqual(p.Second.Counts));
        },
        iter: 500);

    [Fact]
    public void A_reading_is_written_in_the_contracts_order_with_absent_values_absent()
    {
        var reading = new Reading("gutter-north", 1796112732412, default)
        {
            EnergyFrom = 1796100000000,
            Quality = Quality.Unsynced | Quality.Clipped,
            Origin = Origin.Sim,
            IntervalS = 60,
            Values = new QuantityValues { [Quantity.EnergyWh] = 10422.118, [Quantity.VoltageV] = 240.1, [Quantity.PowerW] = 612.4 },
        };

        Assert.Equal(
            """{"t":1796112732412,"power_w":612.4,"voltage_v":240.1,"energy_wh":10422.118,"energy_from":1796100000000,"interval_s":60,"q":["clipped","unsynced"],"origin":"sim"}""",
            Text(o => WireJson.WriteReading(o, reading)));
        Assert.Equal(
            """{"t":5,"wet":1}""",
            Text(o => WireJson.WriteReading(o, new Reading("wet", 5, new QuantityValues { [Quantity.Wet] = 1 }))));
    }

    [Fact]
    public void A_chunk_is_written_in_the_contracts_order()
    {
        var chunk = new Chunk(
            OutboxId.Parse("00112233445566778899aabbccddeeff"),
            [new Numbered(7, new Reading("gutter-north", 5, new QuantityValues { [Quantity.PowerW] = 0.1 }))],
            [new Gap(8, 1, 3, 2, 4, ["gutter-north"], "outbox-full", Origin.Sim)]);

        Assert.Equal(
            """{"outbox":"00112233445566778899aabbccddeeff","readings":[{"n":7,"s":"gutter-north","t":5,"power_w":0.1}],"gaps":[{"n":8,"from":1,"to":3,"t":[2,4],"sensors":["gutter-north"],"why":"outbox-full","origin":"sim"}]}""",
            Text(o => WireJson.WriteChunk(o, chunk)));
    }

    [Fact]
    public void An_empty_acknowledgement_says_only_that_someone_is_there() => Assert.Equal(
        """{"outbox":"00112233445566778899aabbccddeeff","stored":[],"refused":[]}""",
        Text(o => WireJson.WriteAcknowledgement(o, Acknowledgement.Empty(OutboxId.Parse("00112233445566778899aabbccddeeff")))));

    [Fact]
    public void Our_own_texts_are_cut_and_cleaned_so_that_our_own_reader_takes_them()
    {
        var outbox = OutboxId.New();
        var reason = new string('x', WireLimits.TextLength - 1) + "😀 and more\u001b[31m";
        var sent = new Acknowledgement(outbox, [], [new Refusal(new RowRange(1, 1), reason), new Refusal(new RowRange(2, 2), "a\nb\ud800")], null);

        var back = WireJson.ReadAcknowledgement(Written(o => WireJson.WriteAcknowledgement(o, sent)));

        Assert.Equal(new string('x', WireLimits.TextLength - 1) + " ", back.Refused[0].Reason);
        Assert.Equal("a b ", back.Refused[1].Reason);
    }

    [Fact]
    public void A_sensors_id_becomes_a_string_once_a_chunk()
    {
        var values = new QuantityValues { [Quantity.PowerW] = 1 };
        var chunk = new Chunk(OutboxId.New(), [new(1, new Reading("a", 1, values)), new(2, new Reading("b", 1, values)), new(3, new Reading("a", 2, values))], []);

        var back = WireJson.ReadChunk(Written(o => WireJson.WriteChunk(o, chunk))).Chunk.Readings;

        Assert.Same(back[0].Reading.Sensor, back[2].Reading.Sensor);
        Assert.Equal("b", back[1].Reading.Sensor);
    }

    [Fact]
    public void Writing_a_reading_again_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var reading = new Reading("a", 1796112732412, new QuantityValues { [Quantity.PowerW] = 612.4, [Quantity.VoltageV] = 240.1 });
        WireJson.WriteReading(output, reading);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            output.ResetWrittenCount();
            WireJson.WriteReading(output, reading);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ReadOnlySpan<byte> Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan;
    }

    private static string Text(Action<IBufferWriter<byte>> write) => System.Text.Encoding.UTF8.GetString(Written(write));
}
