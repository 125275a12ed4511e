using Powderwatts.Exporting;

namespace Powderwatts.Tests.Exporting;

/// <summary>The file of an export appears whole or not at all.</summary>
public sealed class ExportFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_that_cannot_get_its_name_leaves_nothing_behind()
    {
        var path = folder.File("out.csv");
        await using (var file = ExportFile.Open(path, replaces: false))
        {
            await file.Stream.WriteAsync("x"u8.ToArray(), Token);
            Directory.CreateDirectory(path);
            await Assert.ThrowsAnyAsync<IOException>(() => file.CompleteAsync(Token));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_link_or_a_folder_is_not_replaced_even_with_force()
    {
        File.WriteAllText(folder.File("mine"), "mine");
        File.CreateSymbolicLink(folder.File("link"), folder.File("mine"));
        Directory.CreateDirectory(folder.File("folder"));

        Assert.EndsWith("it is a symbolic link; name the file itself",
            Assert.Throws<StartException>(() => ExportFile.Open(folder.File("link"), replaces: true)).Message, StringComparison.Ordinal);
        Assert.EndsWith("it is a folder; name a file in it",
            Assert.Throws<StartException>(() => ExportFile.Open(folder.File("folder"), replaces: true)).Message, StringComparison.Ordinal);
        Assert.EndsWith("it exists; name another, or replace it with --force",
            Assert.Throws<StartException>(() => ExportFile.Open(folder.File("mine"), replaces: false)).Message, StringComparison.Ordinal);
    }
}
