using System.Buffers;
using System.Text;
using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Influx;

namespace Powderwatts.Tests.Store.Influx;

public sealed class LineProtocolTests
{
    private const long Start = 1_796_112_000_000;
    private static readonly string[] awkward = ["", "a,b", "a=b", "a b", "\\", "a\\ b", "a\\,", "x\ny", "ü", "\u2028", "\uD800", "a\\"];

    [Fact]
    public void A_reading_is_one_line_of_floats()
    {
        var reading = new Reading("gutter-north", Start + 412, new() { [Quantity.PowerW] = 612.4, [Quantity.VoltageV] = 240, [Quantity.EnergyWh] = 10422.118 })
        {
            Quality = Quality.Clipped | Quality.Unsynced,
            Origin = Origin.Sim,
            EnergyFrom = Start,
            IntervalS = 0.5,
        };

        Assert.Equal(
            "circuit,node=booth-pi,origin=sim,sensor=gutter-north,site=lodge power_w=612.4,voltage_v=240,energy_wh=10422.118,"
            + "quality=5,seq=812300,outbox=1250999896491,interval_s=0.5,energy_from=1796112000000 1796112000412\n",
            Write(buffer => LineProtocol.Write(buffer, "lodge", "booth-pi", 0x0123456789ab, new Numbered(812_300, reading))));
    }

    [Fact]
    public void The_measurement_follows_from_the_quantities()
    {
        Assert.StartsWith("climate,", Line(new() { [Quantity.TemperatureC] = -4.5 }), StringComparison.Ordinal);
        Assert.StartsWith("circuit,", Line(new() { [Quantity.TemperatureC] = -4.5, [Quantity.CurrentA] = 0 }), StringComparison.Ordinal);
        Assert.StartsWith("event,", Line(new() { [Quantity.State] = 1, [Quantity.CurrentA] = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_row_is_a_point_at_its_first_instant() =>
        Assert.Equal(
            "gap,node=booth-pi,origin=live,sensor=a,site=lodge until=1796112060000,from=811000,to=811499,seq=812400,outbox=7 1796112000000\n",
            Write(buffer => LineProtocol.Write(
                buffer, "lodge", "booth-pi", 7, new Gap(812_400, 811_000, 811_499, Start, Start + 60_000, ["a"], "outbox-full", Origin.Live), "a")));

    [Fact]
    public void Every_reading_comes_back_through_a_strict_reader() =>
        Gen.Select(Gen.Double, Gen.Double, Gen.Long[0, 1L << 53], Gen.Long[-100_000_000_000, Start], Gen.Double[0.001, 1e6]).Sample((power, energy, n, t, interval) =>
        {
            if (!double.IsFinite(power) || !double.IsFinite(energy))
                return;
            var reading = new Reading("a", t, new() { [Quantity.PowerW] = power, [Quantity.EnergyWh] = energy }) { EnergyFrom = t - 1, IntervalS = interval };
            var line = Write(buffer => LineProtocol.Write(buffer, "s", "n", 1, new Numbered(n, reading)));

            var point = Assert.Single(LineParser.Parse(Encoding.UTF8.GetBytes(line)));

            Assert.Equal(t, point.Timestamp);
            Assert.Equal(
                [("power_w", power), ("energy_wh", energy), ("quality", 0), ("seq", n), ("outbox", 1), ("interval_s", interval), ("energy_from", t - 1)],
                point.Fields.Select(f => (f.Key, (double)f.Value)));
        });

    [Fact]
    public void Any_name_comes_back_or_is_refused_and_never_makes_a_second_point() =>
        Gen.Select(Gen.String, Gen.Int[0, awkward.Length - 1].Select(i => awkward[i])).Sample((one, two) =>
        {
            foreach (var sensor in new[] { one, two, one + two })
            {
                byte[] line;
                try
                {
                    line = Encoding.UTF8.GetBytes(Line(new() { [Quantity.PowerW] = 1 }, sensor));
                }
                catch (FormatException)
                {
                    continue;
                }

                Assert.Equal(("sensor", sensor), Assert.Single(LineParser.Parse(line)).Tags[2]);
            }
        });

    [Fact]
    public void Nothing_is_allocated_for_a_reading()
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        var row = new Numbered(1, new Reading("gutter-north", Start, new() { [Quantity.PowerW] = 612.4, [Quantity.EnergyWh] = 10422.118 }) { EnergyFrom = Start });
        LineProtocol.Write(buffer, "lodge", "booth-pi", 7, in row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            LineProtocol.Write(buffer, "lodge", "booth-pi", 7, in row);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Line(QuantityValues values, string sensor = "a") =>
        Write(buffer => LineProtocol.Write(buffer, "lodge", "booth-pi", 7, new Numbered(1, new Reading(sensor, Start, values))));

    private static string Write(Action<ArrayBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
