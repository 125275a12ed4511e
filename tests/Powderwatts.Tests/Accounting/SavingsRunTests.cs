using System.Text.Json;
using Powderwatts.Accounting;
using Powderwatts.Readings;
using Powderwatts.Settings;

namespace Powderwatts.Tests.Accounting;

/// <summary>`savings` of a store.</summary>
public sealed class SavingsRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Another_sites_replay_is_accounted_for_by_its_name()
    {
        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz")), Token);
        var rig = folder.File("rig.yaml");
        await File.WriteAllTextAsync(rig, "{ version: 1, site: { id: lodge, zone: Europe/Paris } }", Token);
        var output = new StringWriter();
        var options = new SavingsOptions
        {
            Origin = Origin.Replay,
            Site = "household",
            From = GivenInstant.Parse("--from", "2006-12-01"),
            To = GivenInstant.Parse("--to", "2007-01-01"),
        };

        Assert.Equal(ExitCode.Done, await SavingsRun.OfStoreAsync(
            RigFile.Load(rig, new Dictionary<string, string>()), options, stage.Folder, json: true, output, TimeProvider.System, Token));

        var account = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal("household", account.GetProperty("site").GetString());
        var heater = account.GetProperty("circuits").EnumerateArray().Single(c => c.GetProperty("sensor").GetString()!.EndsWith("/water-heater", StringComparison.Ordinal));
        var expected = RecordingSums.HouseholdWh(7, 1);
        Assert.InRange(heater.GetProperty("energy_wh").GetDouble(), expected * 0.999, expected * 1.001);
    }
}
