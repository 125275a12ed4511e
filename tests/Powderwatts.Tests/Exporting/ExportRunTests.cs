using Powderwatts.Exporting;
using Powderwatts.Readings;
using Powderwatts.Settings;

namespace Powderwatts.Tests.Exporting;

/// <summary>`export` from its options to its file and words.</summary>
public sealed class ExportRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter words = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_export_that_is_stopped_says_so_and_ends_with_1()
    {
        var tape = TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz"));
        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(tape, Token);
        var options = new ExportOptions { Format = "csv", Origin = Origin.Replay, Output = folder.File("out.csv") };
        var stopped = new CancellationToken(true);

        Assert.Equal(ExitCode.Failed, await new ExportRun(options, words, showProgress: false).OfStoreAsync(Household(), stage.Folder, TimeProvider.System, stopped));
        Assert.Equal(ExitCode.Failed, await new ExportRun(options, words, showProgress: false).OfTapeAsync(tape, stopped));
        Assert.Equal(ExitCode.Failed, await new ExportRun(options with { Output = null }, words, showProgress: false).OfTapeAsync(tape, stopped));

        Assert.Equal("stopped; nothing was written\nstopped; nothing was written\nstopped: what was written is not whole\n", words.ToString().ReplaceLineEndings("\n"));
        Assert.Empty(Directory.GetFiles(folder.Path, "out.csv*"));
    }

    [Fact]
    public async Task What_was_played_of_another_site_is_exported_by_its_name()
    {
        var map = (await File.ReadAllTextAsync(Recordings.Example("household.yaml"), Token)).Replace("site: household", "site: cabin", StringComparison.Ordinal);
        var tape = TapeMaking.FromText(folder, map, Recordings.Path("household-week.csv.gz"));
        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(tape, Token);
        var own = new ExportOptions { Format = "csv", Origin = Origin.Replay, Output = folder.File("own.csv") };

        await new ExportRun(own, words, showProgress: false).OfStoreAsync(Household(), stage.Folder, TimeProvider.System, Token);
        await new ExportRun(own with { Site = "cabin", Output = folder.File("cabin.csv") }, words, showProgress: false).OfStoreAsync(Household(), stage.Folder, TimeProvider.System, Token);

        Assert.Single(File.ReadLines(folder.File("own.csv")));
        Assert.Equal(18_069, File.ReadLines(folder.File("cabin.csv")).Count());
        Assert.Contains(",cabin,", File.ReadLines(folder.File("cabin.csv")).Last(), StringComparison.Ordinal);
    }

    private Rig Household()
    {
        File.WriteAllText(folder.File("rig.yaml"), "{ version: 1, site: { id: household, zone: Europe/Paris } }");
        return RigFile.Load(folder.File("rig.yaml"), new Dictionary<string, string>());
    }
}
