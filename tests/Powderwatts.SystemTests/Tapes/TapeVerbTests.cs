using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Tapes;

/// <summary>`powderwatts tape` as a user runs it.</summary>
public sealed class TapeVerbTests : IDisposable
{
    private const long Start = 1_796_112_000_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Runs", "native")]
    public async Task Info_says_whose_tape_it_is_and_what_it_holds()
    {
        var tape = Make("a.pwtape", 0, 100);

        var (code, output, error) = await Run("tape", "info", tape);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("site      lodge, America/Denver\n", output, StringComparison.Ordinal);
        Assert.Contains("from      2026-12-01 01:00:00 -07:00\n", output, StringComparison.Ordinal);
        Assert.Contains("to        2026-12-01 01:01:39 -07:00, 1 min 39 s\n", output, StringComparison.Ordinal);
        Assert.Matches(@"booth-pi/air +climate +100  Air\n", output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 79));

        (code, output, _) = await Run("tape", "info", "--json", tape);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, "complete", 100), (code, json.RootElement.GetProperty("ending").GetString(), json.RootElement.GetProperty("readings").GetInt32()));
        Assert.Equal("booth-pi/air", json.RootElement.GetProperty("sensors")[0].GetProperty("sensor").GetString());
    }

    [Fact]
    [Trait("Runs", "native")]
    public async Task Verify_names_every_damaged_block_and_ends_with_1()
    {
        var tape = Make("a.pwtape", 0, 100);
        Assert.Equal((0, "100 readings of 1 sensors read; complete\n", ""), await Run("tape", "verify", tape));

        var bytes = await File.ReadAllBytesAsync(tape, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 4] ^= 1;
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tape, bytes, TestContext.Current.CancellationToken);
        var (code, output, error) = await Run("tape", "verify", tape);

        Assert.Equal((1, ""), (code, error));
        Assert.Equal(2, Regex.Count(output, @"(?m)^byte [0-9]+: the block"));
        Assert.Contains("80 readings of 1 sensors read, 20 lost; damaged at byte", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 79));

        (code, output, _) = await Run("tape", "verify", "--json", tape);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((1, 2, 20), (code, json.RootElement.GetProperty("damaged").GetArrayLength(), json.RootElement.GetProperty("lost").GetInt32()));
    }

    [Fact]
    public async Task A_tape_that_was_cut_off_is_told_with_its_byte()
    {
        var tape = Make("a.pwtape", 0, 100);
        using (var file = File.OpenWrite(tape))
            file.SetLength(file.Length / 2);

        var (code, output, _) = await Run("tape", "verify", tape);

        Assert.Equal(1, code);
        Assert.Matches(@"^50 readings of 1 sensors read; truncated at byte [0-9]+:", output);
    }

    [Fact]
    [Trait("Runs", "native")]
    public async Task Cut_and_join_make_the_same_tape_again()
    {
        var tape = Make("a.pwtape", 0, 100);

        Assert.Equal(0, (await Run("tape", "cut", "--to", "2026-12-01T01:00:40-07:00", tape, folder.File("b.pwtape"))).ExitCode);
        var (code, output, error) = await Run("tape", "cut", "--from", "1796112040000", tape, folder.File("c.pwtape"));
        Assert.Equal((0, "", $"60 readings in {folder.File("c.pwtape")}\n"), (code, output, error));
        (code, output, error) = await Run("tape", "join", folder.File("c.pwtape"), folder.File("b.pwtape"), folder.File("d.pwtape"));

        Assert.Equal((0, "", $"100 readings of 2 tapes in {folder.File("d.pwtape")}\n"), (code, output, error));
        Assert.Equal(Lines(tape), Lines(folder.File("d.pwtape")));
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task Cut_keeps_what_can_be_read_and_says_what_could_not()
    {
        var tape = Make("a.pwtape", 0, 100);
        var bytes = await File.ReadAllBytesAsync(tape, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tape, bytes, TestContext.Current.CancellationToken);

        var (code, _, error) = await Run("tape", "cut", tape, folder.File("b.pwtape"));

        Assert.Equal(0, code);
        Assert.Matches(@"^byte [0-9]+: the block.*10 readings lost", error);
        Assert.EndsWith($"90 readings in {folder.File("b.pwtape")}\n", error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("tape", "verify", folder.File("b.pwtape"))).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence_with_a_next_step()
    {
        var tape = Make("a.pwtape", 0, 100);
        var other = Make("b.pwtape", 50, 100);
        File.CreateSymbolicLink(folder.File("link"), folder.File("target"));

        foreach (var (arguments, says, ends) in new (string[], string, int)[]
        {
            (["tape", "info", folder.File("no")], "no such file", 1),
            (["tape", "info", folder.Path], "it is a folder", 1),
            (["tape", "verify", "/dev/null"], "it is empty", 1),
            (["tape", "verify", TheProgramFile()], "it is no tape", 1),
            (["tape", "cut", tape, other], "it exists; name another, or replace it with --force", 1),
            (["tape", "cut", tape, folder.File("link")], "symbolic link", 1),
            (["tape", "cut", "--force", tape, folder.File("link")], "symbolic link", 1),
            (["tape", "cut", tape, folder.File("no/c.pwtape")], "name a file in a folder that exists", 1),
            (["tape", "cut", "--from", "2027-01-01T00:00Z", tape, folder.File("c.pwtape")], "no reading is in that part; it holds 2026-12-01 01:00:00 -07:00 to", 1),
            (["tape", "join", tape, other, folder.File("c.pwtape")], "both have readings of 'booth-pi/air'", 1),
            (["tape", "cut", "--from", "tomorrow", tape, folder.File("c.pwtape")], "is no instant for --from; write for example", 2),
            (["tape", "cut", "--from", "2026", tape, folder.File("c.pwtape")], "is no instant for --from; write for example", 2),
            (["tape", "cut", "--sensor", "air", tape, folder.File("c.pwtape")], "is no NODE/SENSOR", 2),
            (["tape", "join", tape, folder.File("c.pwtape")], "name 2 to 100 tapes, and last the tape to make", 2),
        })
        {
            var (code, output, error) = await Run(arguments);
            Assert.Equal((ends, ""), (code, output));
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }

        Assert.Equal(["a.pwtape", "b.pwtape", "link"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Force_replaces_a_file_even_the_one_that_is_read()
    {
        var tape = Make("a.pwtape", 0, 100);

        Assert.Equal(0, (await Run("tape", "cut", "--force", "--to", "1796112040000", tape, tape)).ExitCode);

        Assert.Equal((0, "40 readings of 1 sensors read; complete\n", ""), await Run("tape", "verify", tape));
    }

    [Fact]
    public async Task The_reader_in_the_documentation_reads_whole_and_cut_off_tapes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3") || Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "python3"))), "python3 is not here");
        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "tape.md"), TestContext.Current.CancellationToken);
        var script = folder.File("reader.py");
        await File.WriteAllTextAsync(script, Regex.Match(page, "(?s)```python\n(.*?)```").Groups[1].Value, TestContext.Current.CancellationToken);
        var tape = Make("a.pwtape", 0, 100);

        var (code, output, error) = await Python(script, tape);
        Assert.Equal((0, ""), (code, error));
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(100, lines.Length);
        Assert.Equal("""1796112000000 booth-pi/air {"temperature_c": -3}""", lines[0]);

        using (var file = File.OpenWrite(tape))
            file.SetLength(file.Length / 2);
        (code, output, error) = await Python(script, tape);
        Assert.Equal(0, code);
        Assert.Contains("cut off; all before was read", error, StringComparison.Ordinal);
        Assert.InRange(output.Split('\n').Length, 50, 61);
    }

    private static string TheProgramFile() => Path.Combine(AppContext.BaseDirectory, "powderwatts.dll");

    private static Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments) =>
        TheProgram.RunAsync(arguments, TestContext.Current.CancellationToken);

    private static async Task<(int ExitCode, string Output, string Error)> Python(params string[] arguments)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (python.ExitCode, output, await error);
    }

    private static List<TapeReading> Lines(string path)
    {
        using var reader = TapeReader.Open(path);
        var readings = new List<TapeReading>();
        while (reader.TryRead(out var reading))
            readings.Add(reading);
        Assert.Equal(TapeEnding.Complete, reader.End.Ending);
        return readings;
    }

    private string Make(string name, int first, int count)
    {
        var air = new SensorAbout("air", "Air", "bme280", Kind.Climate, Origin.Live, null, [Quantity.TemperatureC], "-40 to 85 °C", 1, null);
        using var writer = TapeWriter.Create(folder.File(name), new TapeHeader(
            "lodge", "Lodge roof", "America/Denver", [new TapeNode("booth-pi", [air])], TapeHeader.FromData, "powderwatts 0.1.0", null, Start));
        for (var i = first; i < first + count; i++)
        {
            var values = default(QuantityValues);
            values[Quantity.TemperatureC] = -3 - (i % 7 / 10.0);
            writer.Write(new TapeReading("booth-pi", new Reading("air", Start + (i * 1000L), values)));
            if (i % 10 == 9)
                writer.Flush();
        }

        writer.Complete();
        return folder.File(name);
    }
}
