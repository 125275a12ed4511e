using Powderwatts.Tape;
using Powderwatts.Tape.Editing;

namespace Powderwatts.Tests.Tape.Editing;

public sealed class TapeJoinTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parts_that_were_cut_make_the_tape_again_in_any_order()
    {
        var all = Enumerable.Range(0, 90).Select(TapeSamples.Reading).ToArray();

        var joined = Join([TapeSamples.Tape(all[60..]), TapeSamples.Tape(all[..30]), TapeSamples.Tape(all[30..60], complete: false)]);

        Assert.Equal(all, joined);
    }

    [Fact]
    public void Tapes_of_two_nodes_are_woven_together_and_keep_their_order()
    {
        static TapeReading At(long t, string node) => TapeSamples.At(TapeSamples.Start + t, node: node);
        TapeReading[] one = [At(10, "a"), At(40, "a"), At(5, "a"), At(50, "a")];
        TapeReading[] other = [At(20, "b"), At(45, "b")];

        Assert.Equal([one[0], other[0], one[1], one[2], other[1], one[3]], Join([TapeSamples.Tape(one), TapeSamples.Tape(other)]));
    }

    [Theory]
    [InlineData("site 'lodge' and site 'hut'; join tapes of one site")]
    [InlineData("zone 'America/Denver' and zone 'UTC'; join tapes of one zone")]
    [InlineData("source 'data' and source 'live'; join tapes of one source")]
    public void Tapes_that_do_not_belong_together_are_refused(string cause)
    {
        var other = cause[..4] switch
        {
            "site" => TapeSamples.Header with { Site = "hut" },
            "zone" => TapeSamples.Header with { Zone = "UTC" },
            _ => TapeSamples.Header with { Source = TapeHeader.FromLive },
        };

        var fault = Assert.Throws<TapeException>(() => Join([TapeSamples.Tape(3), TapeSamples.Tape([TapeSamples.At(TapeSamples.Start + 1_000_000)], header: other)]));

        Assert.Equal($"cannot join tapes '0' and '1': {cause}", fault.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_sensor_that_both_have_at_one_time_is_named()
    {
        var all = Enumerable.Range(0, 90).Select(TapeSamples.Reading).ToArray();

        var fault = Assert.Throws<TapeException>(() => Join([TapeSamples.Tape(all[..31]), TapeSamples.Tape(all[30..])]));

        Assert.Equal(
            "cannot join tapes '0' and '1': both have readings of 'booth-pi/gutter-north' from 2026-12-01T08:00:30.000Z to 2026-12-01T08:00:30.000Z; cut one of them first",
            fault.Message);
    }

    [Fact]
    public void A_damaged_tape_is_refused_and_nothing_is_left()
    {
        var damaged = TapeSamples.Tape(100, 10);
        damaged[damaged.Length / 3] ^= 1;

        var fault = Assert.Throws<TapeException>(() => Join([damaged, TapeSamples.Tape([TapeSamples.At(TapeSamples.Start + 1_000_000)])]));

        Assert.Contains("cut it first, that keeps what can be read", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_the_tapes_do_not_agree_on_is_not_said()
    {
        var path = folder.File("joined.pwtape");
        Join([
            TapeSamples.Tape(3),
            TapeSamples.Tape([TapeSamples.At(TapeSamples.Start + 1_000_000)], header: TapeSamples.Header with { RigHash = "other", Software = "older", MadeAt = 7 }),
        ]);

        using var joined = TapeReader.Open(path);
        Assert.Equal((null, "powderwatts 9", 7L), (joined.Header.RigHash, joined.Header.Software, joined.Header.MadeAt));
    }

    private List<TapeReading> Join(byte[][] tapes)
    {
        var path = folder.File("joined.pwtape");
        var readers = tapes.Select((tape, i) => ($"{i}", TapeReader.Open(new MemoryStream(tape)))).ToArray();
        TapeJoin.Run(readers, path, false, "powderwatts 9", TestContext.Current.CancellationToken);
        using var joined = TapeReader.Open(path);
        var readings = TapeSamples.Rest(joined);
        Assert.Equal(TapeEnding.Complete, joined.End.Ending);
        return readings;
    }
}
