using System.Globalization;
using Powderwatts.Edge.Simulation.Roof;
using Powderwatts.Edge.Simulation.Weather;
using Powderwatts.Exporting;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Settings;
using Powderwatts.Tape;

namespace Powderwatts.Tests.Tape;

/// <summary>Real recordings through import, tape, collector and embedded store, against sums that know nothing of them.</summary>
public sealed class PlayedRecordingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_energy_of_the_household_week_is_the_sum_over_its_text()
    {
        var tape = TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz"));

        await using var stage = TapeStage.InSqlite();
        Assert.Equal(18_068, await stage.PlayAsync(tape, Token));

        Assert.Empty(stage.Refused);
        Near(RecordingSums.HouseholdWh(1, 1000 / 60.0), await stage.EnergyAsync("mains", Token));
        Near(RecordingSums.HouseholdWh(7, 1), await stage.EnergyAsync("water-heater", Token));
    }

    [Fact]
    public async Task The_energy_of_a_plants_two_years_is_the_sum_over_its_text()
    {
        var tape = TapeMaking.FromText(folder, TapeMaking.Plant, Recordings.Path("pv-two-years.csv.gz"));

        await using var stage = TapeStage.InSqlite();
        Assert.Equal(67_140, await stage.PlayAsync(tape, Token));

        Near(RecordingSums.PlantWh(), await stage.EnergyAsync("array", Token));
    }

    [Theory]
    [InlineData("clock-back.csv", "2016-11-06", 25)]
    [InlineData("clock-forward.csv", "2017-03-12", 23)]
    public async Task A_day_on_which_the_clock_changes_has_25_or_23_hours(string recording, string day, int hours)
    {
        var map = TapeMaking.Plant.Replace("\"Unnamed: 0\"", "local_time", StringComparison.Ordinal);
        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(TapeMaking.FromText(folder, map, Recordings.Path(recording)), Token);

        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
        var midnight = DateTime.Parse(day, CultureInfo.InvariantCulture);
        var from = Instant(midnight, zone);
        var to = Instant(midnight.AddDays(1), zone);
        Assert.Equal(hours, (to - from) / 3_600_000.0);
        var rows = await stage.Store.RowsAsync(new("plant", Origin.Replay, from, to), Token).ToListAsync(Token);
        Assert.Equal(hours * 4, rows.Count);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal(900_000, pair.Second.Reading.T - pair.First.Reading.T));
        var span = await stage.SpanAsync("array", from, to, Token);
        Assert.Equal(1, span.Coverage);
        // a quarter of an hour for each row of the day, at the text's own watts
        Near(RecordingSums.DayWh(recording, day), span.EnergyWh);
    }

    [Fact]
    public async Task A_recorded_winter_through_the_model_roof_gives_the_roofs_own_energy()
    {
        var recording = WeatherRecording.OpenBundled();
        var now = new DateTimeOffset(2026, 4, 30, 12, 0, 0, TimeSpan.Zero);
        var roof = new ModelRoof(recording, WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, 1, now));
        var tape = folder.File("winter.pwtape");
        var own = new double[ModelRoof.Circuits.Length];
        using (var writer = TapeWriter.Create(tape, new("lodge", "Winter", "UTC", [], TapeHeader.FromImport, "tests", null, 1)))
        {
            var step = TimeSpan.FromMinutes(30);
            var counters = ModelRoof.Circuits.Select(_ => new EnergyCounter(0, now.AddDays(-180).ToUnixTimeMilliseconds())).ToArray();
            var before = new double[own.Length];
            for (var (instant, first) = (now.AddDays(-180), true); instant <= now; instant += step, first = false)
            {
                for (var i = 0; i < own.Length; i++)
                {
                    var watts = roof.At(ModelRoof.Circuits[i].Id, instant).PowerW;
                    own[i] += first ? 0 : (before[i] + watts) / 2 * step.TotalHours;
                    before[i] = watts;
                    counters[i].AddPower(instant - DateTimeOffset.UnixEpoch, watts, step.TotalSeconds);
                    writer.Write(new("booth-pi", new(ModelRoof.Circuits[i].Id, instant.ToUnixTimeMilliseconds(), new() { [Quantity.PowerW] = watts, [Quantity.EnergyWh] = counters[i].EnergyWh })
                    {
                        EnergyFrom = counters[i].EnergyFrom,
                        IntervalS = step.TotalSeconds,
                        Origin = Origin.Sim,
                    }));
                }
            }

            writer.Complete();
        }

        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(tape, Token);

        Assert.True(own.Sum() > 1000, $"a winter of {own.Sum()} Wh");
        for (var i = 0; i < own.Length; i++)
            Near(own[i], await stage.EnergyAsync(ModelRoof.Circuits[i].Id, Token));
    }

    [Fact]
    public async Task Two_replays_of_one_tape_give_exports_that_are_equal_byte_for_byte()
    {
        var tape = TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz"));
        var rig = folder.File("rig.yaml");
        await File.WriteAllTextAsync(rig, "{ version: 1, site: { id: household, zone: Europe/Paris } }", Token);

        var exports = new List<string>();
        for (var replay = 0; replay < 2; replay++)
        {
            await using var stage = TapeStage.InSqlite();
            await stage.PlayAsync(tape, Token);
            foreach (var format in new[] { "csv", "line" })
            {
                exports.Add(folder.File($"{replay}.{format}"));
                var run = new ExportRun(new() { Format = format, Origin = Origin.Replay, Output = exports[^1] }, TextWriter.Null, showProgress: false);
                Assert.Equal(ExitCode.Done, await run.OfStoreAsync(RigFile.Load(rig, new Dictionary<string, string>()), stage.Folder, TimeProvider.System, Token));
            }
        }

        Assert.Equal(18_069, File.ReadLines(exports[0]).Count());
        Assert.Equal(await File.ReadAllBytesAsync(exports[0], Token), await File.ReadAllBytesAsync(exports[2], Token));
        Assert.Equal(await File.ReadAllBytesAsync(exports[1], Token), await File.ReadAllBytesAsync(exports[3], Token));
    }

    private static long Instant(DateTime local, TimeZoneInfo zone) =>
        new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();

    private static void Near(double expected, double actual) => Assert.InRange(actual, expected * 0.999, expected * 1.001);
}
