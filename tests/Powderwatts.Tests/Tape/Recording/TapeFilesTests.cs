using Powderwatts.Tape;
using Powderwatts.Tape.Recording;

namespace Powderwatts.Tests.Tape.Recording;

public sealed class TapeFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_file_has_the_name_that_was_asked_for_and_the_others_a_number()
    {
        var files = new TapeFiles(Path.Combine(folder.Path, "roof.pwtape"), 10, 100);

        Assert.Equal(["roof.pwtape", "roof.2.pwtape", "roof.3.pwtape"], Enumerable.Range(0, 3).Select(_ => Path.GetFileName(files.Next())));
        Assert.Equal("roof.pwtape", Path.GetFileName(new TapeFiles(Path.Combine(folder.Path, "roof"), 10, 100).Next()));
    }

    [Fact]
    public void A_file_that_is_there_is_never_written_over()
    {
        File.WriteAllText(Path.Combine(folder.Path, "roof.pwtape"), "");
        Directory.CreateDirectory(Path.Combine(folder.Path, "roof.2.pwtape"));

        Assert.Equal("roof.3.pwtape", Path.GetFileName(new TapeFiles(Path.Combine(folder.Path, "roof.pwtape"), 10, 100).Next()));
    }

    [Fact]
    public void The_oldest_go_when_the_next_would_not_fit()
    {
        var files = new TapeFiles(Path.Combine(folder.Path, "roof.pwtape"), 10, 30);

        Assert.Empty(After("1", 10));
        Assert.Empty(After("2", 10));
        Assert.Equal(["1"], After("3", 10));
        Assert.Equal(["2", "3"], After("4", 25));

        IReadOnlyList<string> After(string file, long bytes)
        {
            files.Ended(file, bytes);
            return files.MakeRoom();
        }
    }

    [Fact]
    public void Tapes_of_an_earlier_run_count_and_go_first_and_the_numbers_go_on()
    {
        foreach (var name in (string[])["roof.2.pwtape", "roof.10.pwtape", "roof.3.pwtape", "roof.03x.pwtape", "other.pwtape"])
            Tape(name);
        File.WriteAllText(Path.Combine(folder.Path, "roof.1.pwtape"), "none of ours");
        File.WriteAllText(Path.Combine(folder.Path, "roof.4.pwtape"), "no tape");
        var bytes = new FileInfo(Path.Combine(folder.Path, "roof.2.pwtape")).Length;
        var files = new TapeFiles(Path.Combine(folder.Path, "roof.pwtape"), bytes, 2 * bytes);

        Assert.Equal(["roof.2.pwtape", "roof.3.pwtape"], files.MakeRoom().Select(Path.GetFileName));
        Assert.Equal("roof.11.pwtape", Path.GetFileName(files.Next()));
    }

    private void Tape(string name)
    {
        using var writer = TapeWriter.Create(Path.Combine(folder.Path, name), new TapeHeader("lodge", "roof", "UTC", [], TapeHeader.FromData, "test", null, 1));
        writer.Complete();
    }
}
