using CsCheck;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class RowCodecTests
{
    private static readonly Gen<double> finite = Gen.OneOf(
        Gen.Double.Where(double.IsFinite), Gen.Const(0.0), Gen.Const(-0.0), Gen.Const(double.Epsilon), Gen.Const(double.MaxValue), Gen.Const(0.1 + 0.2));

    private static readonly Gen<Reading> readings =
        from t in Gen.Long
        from mask in Gen.Int[0, (1 << Quantities.Count) - 1]
        from numbers in finite.Array[Quantities.Count]
        from quality in Gen.Int[0, 7]
        from origin in Gen.Enum<Origin>()
        from interval in Gen.Double[0.01, 3600]
        from energyFrom in Gen.Long.Nullable()
        select new Reading("gutter-north", t, Values(mask, numbers))
        {
            Quality = (Quality)quality,
            Origin = origin,
            IntervalS = interval,
            EnergyFrom = energyFrom,
        };

    [Fact]
    public void Every_reading_comes_back_bit_for_bit() => readings.Sample(reading =>
    {
        var body = new byte[RowCodec.MaxReadingBytes];
        var length = RowCodec.Write(reading, 70_000, body);

        Assert.False(RowCodec.IsGap(body));
        Assert.Equal(70_000, RowCodec.SourceOf(body));
        Assert.Equal(reading, RowCodec.Read(body.AsSpan(0, length), RowSource.Of(reading)));
    });

    [Fact]
    public void Every_cut_of_a_row_is_refused() => readings.Sample(reading =>
    {
        var body = new byte[RowCodec.MaxReadingBytes];
        var length = RowCodec.Write(reading, 1, body);
        for (var cut = 1; cut < length; cut++)
            Assert.Throws<FormatException>(() => RowCodec.Read(body.AsSpan(0, cut), RowSource.Of(reading)));
    }, iter: 50);

    [Fact]
    public void A_gap_row_comes_back_whole()
    {
        var gap = new Gap(812_400, 811_000, 811_499, 1_796_000_000_000, 1_796_000_499_000, ["eave", "gutter-north"], "outbox-full", Origin.Sim);

        var body = RowCodec.Write(gap);
        var read = RowCodec.ReadGap(body, 812_400);

        Assert.True(RowCodec.IsGap(body));
        Assert.Equal(gap.Sensors, read.Sensors);
        Assert.Equal(gap with { Sensors = [] }, read with { Sensors = [] });
        Assert.Throws<FormatException>(() => RowCodec.ReadGap(body[..^1], 1));
    }

    [Fact]
    public void Every_flipped_bit_of_a_gap_row_is_read_or_refused()
    {
        var body = RowCodec.Write(new Gap(9, 1, 8, 1_796_000_000_000, 1_796_000_499_000, ["eave"], "outbox-full", Origin.Live));

        for (var bit = 8; bit < body.Length * 8; bit++)
        {
            var flipped = body.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var fault = Record.Exception(() => Assert.True(Enum.IsDefined(RowCodec.ReadGap(flipped, 9).Origin)));
            Assert.True(fault is null or FormatException, $"bit {bit}: {fault}");
        }
    }

    [Fact]
    public void A_circuits_reading_takes_about_fifty_bytes()
    {
        var reading = new Reading("gutter-north", 1_796_112_732_412, Values(0b1111, [612.4, 240.1, 2.55, 10422.118, 0, 0, 0, 0, 0, 0, 0, 0]));

        Assert.InRange(RowCodec.Write(reading, 12, new byte[RowCodec.MaxReadingBytes]), 40, 44);
    }

    private static QuantityValues Values(int mask, double[] numbers)
    {
        var values = default(QuantityValues);
        foreach (var quantity in Quantities.All.Where(q => (mask & (1 << (int)q)) != 0))
            values[quantity] = numbers[(int)quantity];
        return values;
    }
}
