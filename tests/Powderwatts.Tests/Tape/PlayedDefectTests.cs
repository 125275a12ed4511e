using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Tape;

/// <summary>Recordings with defects through import, tape, collector and embedded store.</summary>
public sealed class PlayedDefectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_water_heaters_energy_in_the_store_is_the_sum_over_its_rows()
    {
        var file = Path.Combine(Checkout.Root, "src", "Powderwatts.Edge", "Simulation", "Recordings", "water-heater.csv");
        var tape = TapeMaking.FromText(folder, """
            version: 1
            format: csv
            site: lab
            zone: Asia/Singapore
            interval: 1s
            time: { column: Timestamp, format: iso }
            sensors:
              - { id: heater, columns: [{ column: Active (W), quantity: power_w, unit: W }] }
            """, file);

        await using var stage = TapeStage.InSqlite();
        Assert.Equal(287, await stage.PlayAsync(tape, Token));

        Assert.Empty(stage.Refused);
        var rows = File.ReadLines(file).Where(l => l.Length > 0 && char.IsAsciiDigit(l[0])).Select(l => l.Split(',')).ToList();
        Assert.Equal(287, rows.Count);
        Near(rows.Sum(f => Number(f[1])) / 3600, await stage.EnergyAsync("heater", Token));
    }

    [Fact]
    public async Task A_counter_that_was_reset_gives_a_lower_bound_in_the_store()
    {
        // precipitation stands in for a meter that is set back once a year: 3344 mm, half a day of nothing, then from 0
        var tape = TapeMaking.FromText(folder, """
            version: 1
            format: csv
            site: donner
            zone: America/Los_Angeles
            interval: 1h
            time: { column: date, format: yyyy-MM-dd HH:mm:ss, zone: "-08:00" }
            sensors:
              - { id: rain, columns: [{ column: sh_precip_mm, quantity: energy_wh, unit: Wh }] }
            """, Recordings.Path("snotel-new-year.csv.gz"));

        await using var stage = TapeStage.InSqlite();
        await stage.PlayAsync(tape, Token);

        Assert.Empty(stage.Refused);
        var counts = Recordings.Lines("snotel-new-year.csv.gz").Skip(1).Select(l => l.Split(',')).Where(f => f[2].Length > 0)
            .Select(f => (At: DateTimeOffset.Parse(f[0] + "-08:00", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), Mm: Number(f[2]))).ToList();
        var risen = counts.Zip(counts.Skip(1)).Sum(p => p.Second.Mm >= p.First.Mm ? p.Second.Mm - p.First.Mm : p.Second.Mm);
        var reset = counts.Zip(counts.Skip(1)).Single(p => p.Second.Mm < p.First.Mm);
        var all = await stage.SpanAsync("rain", 0, counts[^1].At + 1, Token);
        Near(risen, all.EnergyWh);
        Assert.True(all.LowerBound);
        Assert.False((await stage.SpanAsync("rain", counts[0].At, reset.First.At, Token)).LowerBound);
        Assert.False((await stage.SpanAsync("rain", reset.Second.At, counts[^1].At, Token)).LowerBound);
    }

    [Fact]
    public async Task A_stale_plants_frozen_values_count_and_its_empty_ones_do_not()
    {
        var tape = TapeMaking.FromText(folder, """
            version: 1
            format: csv
            site: nrel
            zone: America/Denver
            interval: 15m
            time: { column: timestamp, format: iso }
            sensors:
              - { id: inverter, columns: [{ column: value_normalized, quantity: power_w, unit: kW }] }
              - { id: frozen, columns: [{ column: stale_data_mask, quantity: state, unit: "1" }] }
            """, Recordings.Path("pv-stale.csv.gz"));

        await using var stage = TapeStage.InSqlite();
        Assert.Equal(3000 + 1851, await stage.PlayAsync(tape, Token));

        Assert.Empty(stage.Refused);
        var lines = Recordings.Lines("pv-stale.csv.gz").Skip(1).Select(l => l.Split(',')).ToList();
        var rows = lines.Where(f => f[1].Length > 0)
            .Select(f => (At: DateTimeOffset.Parse(f[0], CultureInfo.InvariantCulture), W: Math.Max(0, Number(f[1]) * 1000))).ToList();
        var sum = rows.Zip(rows.Skip(1)).Where(p => p.Second.At - p.First.At <= TimeSpan.FromMinutes(45))
            .Sum(p => (p.First.W + p.Second.W) / 2 * (p.Second.At - p.First.At).TotalHours);
        Assert.True(sum > 1000, $"{sum} Wh");
        Near(sum, await stage.EnergyAsync("inverter", Token));
        var stored = await stage.Store.RowsAsync(new("nrel", Origin.Replay, 0, long.MaxValue), Token).ToListAsync(Token);
        Assert.Equal(lines.Count(f => f[2] == "True"), stored.Count(r => r.Reading.Values[Quantity.State] == 1));
        Assert.Equal(rows.Count, stored.Count(r => r.Reading.Values.Has(Quantity.PowerW)));
    }

    [Fact]
    public async Task The_good_rows_of_a_file_that_was_cut_are_in_the_store()
    {
        var good = Recordings.Lines("household-week.csv.gz").Take(101).ToList();
        var cut = folder.File("cut.csv");
        await File.WriteAllTextAsync(cut, string.Join('\n', good) + "\n2006-12-16 19:04:00,3.4", Token);

        await using var stage = TapeStage.InSqlite();
        Assert.Equal(200, await stage.PlayAsync(TapeMaking.FromRecording(folder, Recordings.Example("household.yaml"), cut), Token));

        Assert.Empty(stage.Refused);
        var stored = await stage.Store.RowsAsync(new("household", Origin.Replay, 0, long.MaxValue), Token).ToListAsync(Token);
        var rows = good.Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(rows.Select(f => Math.Round(Number(f[1]) * 1000, 3)), stored.Where(r => r.Series.Sensor == "mains").Select(r => Math.Round(r.Reading.Values[Quantity.PowerW]!.Value, 3)));
        // from the first reading to the last: the mean of every two that follow each other
        Near(rows.Zip(rows.Skip(1)).Sum(p => (Number(p.First[1]) + Number(p.Second[1])) / 2) * 1000 / 60, await stage.EnergyAsync("mains", Token));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Near(double expected, double actual) => Assert.InRange(actual, expected * 0.999, expected * 1.001);
}
