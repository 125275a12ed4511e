using Powderwatts.Store.Influx;
using Powderwatts.SystemTests.Processes;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Tape;

/// <summary>Recordings of others through the whole flow: the numbers that come out are those of their texts, from either store.</summary>
public sealed class ImportedTapeTests : IDisposable
{
    private const int Readings = 18_068;
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Energy_out_of_InfluxDB_is_the_sum_over_the_recordings_texts()
    {
        await using var server = await InfluxServer.StartAsync(Token);
        await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Token);
        await using var stage = TapeStage.In(new InfluxStore(server.Options, TimeProvider.System));

        Assert.Equal(Readings, await stage.PlayAsync(TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz")), Token));
        Near(RecordingSums.HouseholdWh(1, 1000 / 60.0), await stage.EnergyAsync("mains", Token));
        Near(RecordingSums.HouseholdWh(7, 1), await stage.EnergyAsync("water-heater", Token));

        Assert.Equal(67_140, await stage.PlayAsync(TapeMaking.FromText(folder, TapeMaking.Plant, Recordings.Path("pv-two-years.csv.gz")), Token));
        Near(RecordingSums.PlantWh(), await stage.EnergyAsync("array", Token));
        Assert.Empty(stage.Refused);
    }

    [Fact]
    public async Task An_import_that_is_replayed_over_Mosquitto_comes_out_of_both_stores_equal_byte_for_byte()
    {
        var tape = await ImportAsync();
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var influx = await InfluxServer.StartAsync(Token);
        using var files = new Flow(broker.Port);
        using var points = new Flow(broker.Port, influx.Url);
        await InfluxSetup.RunAsync(influx.Options, TimeProvider.System, Token);

        var exports = new List<byte[]>();
        foreach (var flow in new[] { files, points })
        {
            await using var collector = await flow.CollectAsync(Token);
            await using (var replay = await ProgramProcess.StartAsync(["replay", tape, "--speed", "max", "--config", flow.Rig], "Ctrl\\+C stops|Connected to broker|Replayed", Token))
                Assert.Equal(0, await replay.EndAsync(limit, Token));
            foreach (var format in new[] { "csv", "line" })
            {
                var file = folder.File($"{exports.Count}.{format}");
                var (code, _, error) = await flow.RunAsync(["export", file, "--format", format, "--origin", "replay", "--data", flow.CollectorData], Token);
                Assert.True(code == 0, error);
                Assert.Contains($"{Readings} readings of 2 sensors", error, StringComparison.Ordinal);
                exports.Add(await File.ReadAllBytesAsync(file, Token));
            }
        }

        Assert.Equal(exports[0], exports[2]);
        Assert.Equal(exports[1], exports[3]);
        // and what was exported is what was on the tape
        var (ended, output, _) = await TheProgram.RunAsync(["export", "--tape", tape], Token);
        Assert.Equal(0, ended);
        Assert.Equal(
            output.Split('\n').Order(StringComparer.Ordinal),
            System.Text.Encoding.UTF8.GetString(exports[0]).Replace(",replay,", ",live,", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Import_and_export_say_how_they_ended()
    {
        var map = folder.File("map.yaml");
        await File.WriteAllTextAsync(map, await File.ReadAllTextAsync(Recordings.Example("tasmota.yaml"), Token), Token);
        var tape = folder.File("log.pwtape");

        var (code, output, error) = await TheProgram.RunAsync(["tape", "import", "--map", map, Recordings.Path("tasmota.log"), tape, "--json"], Token);
        Assert.Equal((0, 10), (code, System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("rows_read").GetInt32()));
        Assert.Contains("6 readings from 6 of 10 rows", error, StringComparison.Ordinal);

        Assert.Equal(1, (await TheProgram.RunAsync(["tape", "import", "--map", map, Recordings.Path("shelly.log"), folder.File("x.pwtape")], Token)).ExitCode);
        Assert.Equal(1, (await TheProgram.RunAsync(["tape", "import", "--map", map, Recordings.Path("tasmota.log"), tape], Token)).ExitCode);
        await File.WriteAllTextAsync(map, "version: 1\nformat: mqtt\n", Token);
        Assert.Equal(78, (await TheProgram.RunAsync(["tape", "import", "--map", map, Recordings.Path("tasmota.log"), tape, "--force"], Token)).ExitCode);
        Assert.Equal(2, (await TheProgram.RunAsync(["export", "--format", "parquet"], Token)).ExitCode);
        Assert.Equal(1, (await TheProgram.RunAsync(["export", "--tape", map], Token)).ExitCode);
        Assert.Equal(2, (await TheProgram.RunAsync(["export", "--from", "yesterday", "--data", folder.Path], Token)).ExitCode);
    }

    private async Task<string> ImportAsync()
    {
        var map = folder.File("lodge.yaml");
        await File.WriteAllTextAsync(map, (await File.ReadAllTextAsync(Recordings.Example("household.yaml"), Token)).Replace("site: household", "site: lodge", StringComparison.Ordinal), Token);
        var tape = folder.File("lodge.pwtape");
        var (code, _, error) = await TheProgram.RunAsync(["tape", "import", "--map", map, Recordings.Path("household-week.csv.gz"), tape], Token);
        Assert.True(code == 0, error);
        return tape;
    }

    private static void Near(double expected, double actual) => Assert.InRange(actual, expected * 0.999, expected * 1.001);
}
