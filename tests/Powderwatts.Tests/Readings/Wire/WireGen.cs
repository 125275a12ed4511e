using System.Collections.Immutable;
using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

/// <summary>Makes any payload that the contract allows.</summary>
internal static class WireGen
{
    /// <summary>Any double that is a number, down to denormals and up to the largest.</summary>
    public static readonly Gen<double> Finite = Gen.OneOf(
        Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite),
        Gen.Double[-1e6, 1e6],
        Gen.Int[-100_000, 100_000].Select(i => i / 1000.0));

    public static readonly Gen<long> Instant = Gen.Long[1, WireLimits.LastInstant];

    public static readonly Gen<long> Sequence = Gen.Long[1, WireLimits.LastSequence];

    public static readonly Gen<string> Id = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"].Array[1, 32].Select(c => new string(c));

    public static readonly Gen<Origin> Origins = Gen.OneOf(Origin.Live, Origin.Replay, Origin.Sim);

    public static readonly Gen<OutboxId> Outbox = Gen.Byte.Array[16].Select(b => OutboxId.Parse(Convert.ToHexStringLower(b)));

    public static readonly Gen<double> Interval = Gen.OneOf(1, 0.1, 60, 86_400, 0.001, 0.25);

    public static readonly Gen<Reading> Reading = ReadingOf(Finite);

    /// <summary>Readings with numbers as sensors give them.</summary>
    public static readonly Gen<Reading> EverydayReading = ReadingOf(Gen.Int[-10_000_000, 10_000_000].Select(i => i / 1000.0));

    public static readonly Gen<Gap> Gap = Gen.Select(Span(Sequence), Span(Instant), Id.HashSet[1, 5], Id, Origins)
        .Select(x => new Gap(1, x.Item1.First, x.Item1.Last, x.Item2.First, x.Item2.Last, [.. x.Item3], x.Item4, x.Item5));

    public static readonly Gen<Chunk> Chunk = ChunkOf(Reading);

    public static readonly Gen<Chunk> EverydayChunk = ChunkOf(EverydayReading);

    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[1, 60].Where(Showable),
        Gen.OneOf("−40 to 85 °C", "\"quoted\" \\ back", "Gutter N", "😀", "<b>&"));

    public static readonly Gen<Acknowledgement> Acknowledgement =
        Gen.Select(Outbox, Rows.Array[0, 5], Gen.Select(Rows, Text).Array[0, 3], Gen.Bool, Span(Instant))
            .Select(x => new Acknowledgement(
                x.Item1, [.. x.Item2], [.. x.Item3.Select(r => new Refusal(r.Item1, r.Item2))], x.Item4 ? x.Item5 : null));

    public static readonly Gen<SensorAbout> SensorAbout =
        Gen.Select(Gen.Select(Id, Text, Id), Gen.Select(Gen.OneOf(Kind.Circuit, Kind.Climate, Kind.Event), Origins), Gen.Double[0, 1e5],
                Gen.Int[0, 4095], Text, Interval, Text, Gen.Int[0, 7])
            .Select(x => new SensorAbout(
                x.Item1.Item1, x.Item1.Item2, x.Item1.Item3, x.Item2.Item1, x.Item2.Item2, (x.Item8 & 1) == 0 ? null : x.Item3,
                [.. Quantities.All.Where(q => (x.Item4 & (1 << (int)q)) != 0)], (x.Item8 & 2) == 0 ? null : x.Item5, x.Item6,
                (x.Item8 & 4) == 0 ? null : x.Item7));

    public static readonly Gen<TapeAbout> TapeAbout =
        Gen.Select(Text, Gen.Double[0, 10_000].Nullable(), Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Nullable(), Span(Instant))
            .Select(x => new TapeAbout(x.Item1, x.Item2, x.Item3, x.Item4.First, x.Item4.Last));

    public static readonly Gen<About> About =
        Gen.Select(Gen.Select(Id, Id, Id), Gen.OneOf("", "f0e1"), Outbox, Sequence, SensorAbout.Array[0, 5], TapeAbout.Null())
            .Select(x => new About(
                x.Item1.Item1, x.Item1.Item2, x.Item1.Item3, x.Item2, x.Item3, x.Item4, [.. x.Item5.DistinctBy(s => s.Sensor)])
            { Tape = x.Item6 });

    public static readonly Gen<HealthReport> Health = Gen.Select(
            Instant,
            Gen.Select(Id, Gen.OneOf(HealthState.Ok, HealthState.Warn, HealthState.Down), Instant, Text.Null(), Text.Null(), Counts)
                .Select(x => new PartHealth(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6)).Array[0, 5],
            Gen.Select(Id, Gen.Bool, Instant, Text.Null(), Gen.Long[0, long.MaxValue])
                .Select(x => new SensorHealth(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5)).Array[0, 5])
        .Select(x => new HealthReport(x.Item1, [.. x.Item2.DistinctBy(p => p.Part)], [.. x.Item3.DistinctBy(s => s.Sensor)]));

    private static Gen<Reading> ReadingOf(Gen<double> numbers) =>
        Gen.Select(Id, Instant, ValuesOf(numbers), Gen.Int[0, 7], Origins, Instant, Interval).Select(x => new Reading(x.Item1, x.Item2, x.Item3)
        {
            Quality = (Quality)x.Item4,
            Origin = x.Item5,
            EnergyFrom = x.Item3.Has(Quantity.EnergyWh) ? x.Item6 : null,
            IntervalS = x.Item7,
        });

    private static Gen<Chunk> ChunkOf(Gen<Reading> reading) =>
        Gen.Select(Outbox, reading.Array[0, 20], Gap.Array[0, 3], Gen.Long[1, 1L << 52]).Select(x => new Chunk(
            x.Item1,
            [.. x.Item2.Select((r, i) => new Numbered(x.Item4 + i, r))],
            [.. x.Item3.Select((g, i) => g with { N = x.Item4 + x.Item2.Length + i })]));

    private static Gen<QuantityValues> ValuesOf(Gen<double> numbers) => Gen.Select(Gen.Int[1, 4095], numbers.Array[Quantities.Count]).Select(x =>
    {
        var values = default(QuantityValues);
        foreach (var quantity in Quantities.All.Where(q => (x.Item1 & (1 << (int)q)) != 0))
        {
            var value = x.Item2[(int)quantity];
            values[quantity] = quantity switch
            {
                Quantity.EnergyWh => Math.Abs(value),
                Quantity.Wet or Quantity.State => value > 0 ? 1 : 0,
                _ => value,
            };
        }

        return values;
    });

    private static Gen<RowRange> Rows => Span(Sequence).Select(s => new RowRange(s.First, s.Last));

    private static Gen<ImmutableSortedDictionary<string, long>> Counts => Gen.Dictionary(Id, Gen.Long)[0, 4]
        .Select(d => d.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static Gen<(long First, long Last)> Span(Gen<long> one) =>
        Gen.Select(one, one).Select(x => (Math.Min(x.Item1, x.Item2), Math.Max(x.Item1, x.Item2)));

    private static bool Showable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }
}
