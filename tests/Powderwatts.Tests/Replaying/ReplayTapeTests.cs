using Powderwatts.Readings;
using Powderwatts.Replaying;
using Powderwatts.Tape;
using Powderwatts.Tape.Replaying;
using Powderwatts.Tests.Tape.Replaying;

namespace Powderwatts.Tests.Replaying;

public sealed class ReplayTapeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nodes_beside_keep_names_of_their_own_however_long_they_are()
    {
        string[] nodes = [new string('a', 32), new string('a', 31) + "b", new string('a', 27), "pi"];

        var names = ReplayTape.BesideNames(nodes);

        Assert.Equal(new string('a', 27) + "-tape", names[nodes[2]]);
        Assert.Equal("pi-tape", names["pi"]);
        Assert.Equal(4, names.Values.Distinct().Count());
        Assert.All(names.Values, name => Assert.True(Id.IsValid(name) && name.EndsWith("-tape", StringComparison.Ordinal), name));
    }

    [Fact]
    public void A_whole_tape_has_lost_nothing()
    {
        var tape = ReplayTape.Open(new ReplayOptions { File = Write(_ => { }) });

        Assert.Equal(3000, tape.Source(null).Count());
        Assert.Null(tape.Loss.Reason);
        Assert.EndsWith("all are in the store", ReplayWords.Ended(tape, Progress(3000)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damage_that_shows_only_when_the_tape_is_read_is_known_after_the_pass_and_told()
    {
        var tape = ReplayTape.Open(new ReplayOptions { File = Write(bytes => bytes[bytes.Length / 3] ^= 0x10) });
        Assert.Null(tape.Loss.Reason);

        var read = tape.Source(null).Count();

        Assert.InRange(read, 1, 2999);
        Assert.Contains("(byte ", tape.Loss.Reason, StringComparison.Ordinal);
        Assert.Contains($"all are in the store; but the tape cannot be read to its end: {tape.Loss.Reason}", ReplayWords.Ended(tape, Progress(read)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_that_was_stopped_before_it_played_anything_does_not_say_that_all_is_stored()
    {
        var tape = ReplayTape.Open(new ReplayOptions { File = Write(_ => { }) });

        Assert.EndsWith("it was stopped before the first; the broker had not been reached", ReplayWords.Ended(tape, Progress(0)), StringComparison.Ordinal);
    }

    private static ReplayProgress Progress(long readings) => new(new PlayState(null, false, false, null, readings, 1), readings, 0, 0, null);

    private string Write(Action<byte[]> damage)
    {
        var file = folder.File("storm.pwtape");
        using (var writer = TapeWriter.Create(file, new TapeHeader("lodge", "storm", "UTC", [], TapeHeader.FromData, "test", null, 1)))
        {
            for (var i = 0; i < 3000; i++)
                writer.Write(TapePlayerTests.At(i * 1000));
            writer.Complete();
        }

        var bytes = File.ReadAllBytes(file);
        damage(bytes);
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
