using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Tape;

/// <summary>A booth that shows a tape instead of sensors.</summary>
[Trait("Runs", "native")]
public sealed class BoothReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_booth_without_sensors_shows_the_tape_that_it_brings()
    {
        using var data = new TemporaryFolder();
        await using var booth = await BoothProcess.StartAsync(data.Path, ["--replay"], null, Token);
        await booth.WaitUntilReadyAsync(Token);

        var now = await booth.GetAsync("/api/v1/now", Token);
        Assert.Equal(("replay", "roof-storm"), (now.GetProperty("mode").GetString(), now.GetProperty("tape").GetProperty("name").GetString()));
        Assert.Equal(7, now.GetProperty("sensors").GetArrayLength());
        Assert.All(now.GetProperty("sensors").EnumerateArray(), s => Assert.Equal("replay", s.GetProperty("origin").GetString()));
        var clock = now.GetProperty("tape").GetProperty("clock").GetInt64();
        await booth.WaitUntilAsync(
            async () => (await booth.GetAsync("/api/v1/now", Token)).GetProperty("tape").GetProperty("clock").GetInt64() > clock + 1500,
            TimeSpan.FromSeconds(20), "the tape's clock moves on", Token);
        Assert.Contains("REPLAY of 'roof-storm'", booth.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_energy_of_a_tape_is_asked_of_its_own_day_and_is_the_tapes_own()
    {
        using var data = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var readings = SmallTape.Write(folder.File("small.pwtape"), 600);
        await using var booth = await BoothProcess.StartAsync(data.Path, ["--replay", folder.File("small.pwtape"), "--speed", "max"], null, Token);

        await booth.WaitUntilAsync(
            () => Task.FromResult(File.Exists(StoredRows.Demo(data.Path)) && StoredRows.Count(StoredRows.Demo(data.Path), "replay") == readings),
            TimeSpan.FromSeconds(60), "all of the tape is stored", Token);

        var energy = await booth.GetAsync("/api/v1/energy", Token);
        Assert.Equal(("replay", "America/Denver"), (energy.GetProperty("origin").GetString(), energy.GetProperty("zone").GetString()));
        Assert.Equal(SmallTape.First + 599_000, energy.GetProperty("to").GetInt64());
        Assert.Equal(2 * 5.99, energy.GetProperty("total").GetProperty("energy_wh").GetDouble(), 6);
        Assert.Equal(0, StoredRows.Count(Path.Combine(data.Path, "store.sqlite"), "replay"));
        await booth.WaitUntilAsync(
            async () => (await booth.GetAsync("/api/v1/now", Token)).GetProperty("tape").TryGetProperty("speed", out var speed) && speed.GetInt32() == 0,
            TimeSpan.FromSeconds(20), "the tape has ended, and stands", Token);
        var now = await booth.GetAsync("/api/v1/now", Token);
        Assert.All(now.GetProperty("sensors").EnumerateArray(), s => Assert.Equal("ok", s.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_booth_records_itself()
    {
        using var data = new TemporaryFolder();
        var tape = data.File("booth.pwtape");
        await using (var booth = await BoothProcess.StartAsync(data.Path, ["--replay", "--record", tape], null, Token))
        {
            await booth.WaitUntilReadyAsync(Token);
            await Task.Delay(TimeSpan.FromSeconds(12), Token); // it is synced every 10 s
            await booth.KillAsync();
        }

        using var reader = Powderwatts.Tape.TapeReader.Open(tape);
        Assert.True(reader.Summary().Readings > 30, $"{reader.Summary().Readings} readings survived the kill");
        Assert.Equal(Powderwatts.Tape.TapeEnding.Truncated, reader.End.Ending);
        Assert.Equal("booth-pi", Assert.Single(reader.Header.Nodes).Node);
    }

    [Theory]
    [InlineData("--loop", "--loop is for a tape; add --replay FILE")]
    [InlineData("--replay --seed 3", "--seed is for sensors, not for a tape; leave it out, or leave out --replay")]
    [InlineData("--speed 9000", "--speed must be from 0.1 to 3600")]
    [InlineData("--replay no-such.pwtape", "cannot read tape 'no-such.pwtape': no such file")]
    public async Task Wrong_wishes_are_told_in_one_sentence(string arguments, string sentence)
    {
        using var data = new TemporaryFolder();

        var (code, _, error) = await TheProgram.RunAsync(
            ["booth", "--data", data.Path, "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. arguments.Split(' ')], Token);

        Assert.True(code is 1 or 2, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }
}
