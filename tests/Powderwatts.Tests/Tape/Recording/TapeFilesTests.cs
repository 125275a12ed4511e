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
        var files = new TapeFiles("roof.pwtape", 10, 30);

        Assert.Empty(files.Ended("1", 10));
        Assert.Empty(files.Ended("2", 10));
        Assert.Equal(["1"], files.Ended("3", 10));
        Assert.Equal(["2", "3"], files.Ended("4", 25));
    }
}
