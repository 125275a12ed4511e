using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

/// <summary>Real recordings with their defects, against plain sums over their texts.</summary>
public sealed class RecordingImportTests
{
    private const string Pv = """
        version: 1
        format: csv
        site: nrel
        zone: America/Denver
        interval: 15m
        time: { column: "Unnamed: 0", format: iso }
        sensors:
          - { id: array, columns: [{ column: ac_power, quantity: power_w, unit: W }] }
        """;

    [Fact]
    public void The_household_week_has_two_rows_without_values_and_the_energy_of_its_text()
    {
        var import = ImportBench.Example("household.yaml", "household-week.csv.gz");

        Assert.Equal((9036, 9034, 2), (import.Report.RowsRead, import.Report.RowsUsed, import.Report.RowsRefused));
        Assert.Equal([(6841L, RowReason.NoValue), (6842L, RowReason.NoValue)], import.Faults.Where(f => f.Whole).Select(f => (f.Line, f.Fault.Reason)));
        var rows = Recordings.Lines("household-week.csv.gz").Skip(1).Select(l => l.Split(',')).Where(f => f[1].Length > 0).ToList();
        var sum = rows.Sum(f => Number(f[1])) * 1000 / 60;
        Near(sum, import.EnergyWh("mains"));
        Near(rows.Sum(f => Number(f[7])), import.EnergyWh("water-heater"));
        Assert.Equal(Instant("2006-12-16T16:24:00Z"), import.Report.First);
        Assert.Equal(Instant("2006-12-22T22:59:00Z"), import.Report.Last);
        Assert.Equal(4216, import.Of("mains").First().Values[Quantity.PowerW]);
    }

    [Fact]
    public void Two_years_of_a_plant_have_2941_rows_without_values()
    {
        var import = ImportBench.Recording(Pv, "pv-two-years.csv.gz");

        Assert.Equal((70_081, 67_140, 2941), (import.Report.RowsRead, import.Report.RowsUsed, import.Report.RowsRefused));
        Assert.Equal(2941, import.Count(RowReason.NoValue));
        Assert.Equal(Instant("2016-07-01T07:00:00Z"), import.Report.First);
        Assert.Equal(Instant("2018-07-01T07:00:00Z"), import.Report.Last);
        // the counter adds no night's negative watts and nothing over a gap; so does the plain sum
        var rows = Recordings.Lines("pv-two-years.csv.gz").Skip(1).Select(l => l.Split(',')).Where(f => f[1].Length > 0)
            .Select(f => (At: DateTimeOffset.Parse(f[0], CultureInfo.InvariantCulture), W: Math.Max(0, Number(f[1])))).ToList();
        var sum = rows.Zip(rows.Skip(1)).Where(p => p.Second.At - p.First.At <= TimeSpan.FromMinutes(45))
            .Sum(p => (p.First.W + p.Second.W) / 2 * (p.Second.At - p.First.At).TotalHours);
        Near(sum, import.EnergyWh("array"));
        Assert.True(sum > 1_000_000, $"{sum} Wh");
    }

    [Fact]
    public void Frozen_values_are_values_and_empty_ones_are_not()
    {
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: nrel
            zone: America/Denver
            interval: 15m
            time: { column: timestamp, format: iso }
            sensors:
              - { id: inverter, columns: [{ column: value_normalized, quantity: power_w, unit: kW }, { column: stale_data_mask, quantity: state, unit: "1" }] }
            """, "pv-stale.csv.gz");

        Assert.Equal((3000, 3000, 0), (import.Report.RowsRead, import.Report.RowsUsed, import.Report.RowsRefused));
        Assert.Equal(1149, import.Report.Missing);
        var lines = Recordings.Lines("pv-stale.csv.gz");
        Assert.Equal(lines.Count(l => l.EndsWith(",True", StringComparison.Ordinal)), import.Readings.Count(r => r.Reading.Values[Quantity.State] == 1));
    }

    [Fact]
    public void The_hour_that_the_clock_shows_twice_is_told_by_its_order()
    {
        var import = ImportBench.Recording(Clock("clock-back.csv"), "clock-back.csv");

        Assert.Equal((480, 0), (import.Report.RowsUsed, import.Report.RowsRefused));
        Assert.Equal((8, 0), (import.Report.Doubled, import.Report.Assumed));
        var instants = import.Readings.Select(r => r.Reading.T).ToList();
        Assert.All(instants.Zip(instants.Skip(1)), pair => Assert.Equal(900_000, pair.Second - pair.First));
        Assert.Equal(Instant("2016-11-04T07:00:00Z"), instants[0]);
        Assert.Equal(Instant("2016-11-09T06:45:00Z"), instants[^1]);
    }

    [Fact]
    public void The_hour_that_the_clock_leaves_out_leaves_no_gap()
    {
        var import = ImportBench.Recording(Clock("clock-forward.csv"), "clock-forward.csv");

        Assert.Equal((480, 0), (import.Report.RowsUsed, import.Report.RowsRefused));
        Assert.Equal(0, import.Report.Doubled);
        var instants = import.Readings.Select(r => r.Reading.T).ToList();
        Assert.All(instants.Zip(instants.Skip(1)), pair => Assert.Equal(900_000, pair.Second - pair.First));
    }

    [Fact]
    public void Stamps_in_universal_time_do_not_jump_over_the_hour()
    {
        // the same file read with a wrong zone: that the times make a hole and a step back is said, not smoothed over
        var import = ImportBench.Recording(Clock("clock-back.csv").Replace("format: iso", "format: iso, zone: -07:00", StringComparison.Ordinal), "clock-back.csv");

        Assert.Equal(4, import.Report.RowsRefused);
        Assert.Equal(1, import.Count(RowReason.Repeated));
        Assert.Equal(3, import.Count(RowReason.Backwards));
    }

    [Fact]
    public void A_smart_plugs_log_has_comments_milliwatts_and_no_last_line_end()
    {
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: flat
            zone: Europe/Vienna
            interval: 5s
            time: { column: Timestamp, format: iso }
            sensors:
              - { id: router, columns: [{ column: PowerMW, quantity: power_w, unit: mW }] }
            """, "smart-plug.csv");

        Assert.Equal((216, 216), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.True(import.Report.EndsOpen);
        Assert.Equal(3.93, import.Readings[0].Reading.Values[Quantity.PowerW]);
        Assert.Equal(Instant("2026-01-06T11:29:56.154Z"), import.Report.First);
    }

    [Fact]
    public void Kelvin_pascal_and_blanks_between_the_columns_are_read()
    {
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: col-de-porte
            zone: Europe/Paris
            interval: 1h
            csv: { delimiter: blank, header: false, quote: none }
            time: { column: [1, 2, 3, 4], format: yyyy M d H, zone: "+00:00" }
            sensors:
              - id: air
                columns:
                  - { column: 9, quantity: temperature_c, unit: K }
                  - { column: 10, quantity: humidity_pct, unit: "%" }
                  - { column: 12, quantity: pressure_hpa, unit: Pa }
            """, "col-de-porte-hourly.txt");

        Assert.Equal((240, 240), (import.Report.RowsRead, import.Report.RowsUsed));
        var first = Recordings.Lines("col-de-porte-hourly.txt")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = import.Readings[0].Reading.Values;
        Assert.Equal(Math.Round(Number(first[8]) - 273.15, 2), values[Quantity.TemperatureC]);
        Assert.Equal(Number(first[11].TrimEnd('.')) / 100, values[Quantity.PressureHpa]);
        Assert.Equal(Instant("2006-01-01T00:00:00Z"), import.Report.First);
    }

    [Fact]
    public void A_number_that_means_missing_is_no_depth()
    {
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: col-de-porte
            zone: Europe/Paris
            interval: 24h
            missing: ["-99"]
            csv: { delimiter: blank, header: false, quote: none }
            time: { column: [1, 2, 3], format: yyyy M d }
            sensors:
              - { id: snow, columns: [{ column: 6, quantity: depth_m, unit: m }, { column: 8, quantity: temperature_c, unit: C }] }
            """, "col-de-porte-daily.txt");

        var lines = Recordings.Lines("col-de-porte-daily.txt").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(273, import.Report.RowsRead);
        Assert.Equal(lines.Count(l => l[5] == "-99.00") + lines.Count(l => l[7] == "-99.00"), import.Report.Missing + (2 * import.Count(RowReason.NoValue)));
        Assert.True(import.Report.Missing > 100);
        Assert.DoesNotContain(import.Readings, r => r.Reading.Values[Quantity.DepthM] < 0 || r.Reading.Values[Quantity.TemperatureC] < -90);
    }

    [Fact]
    public void Empty_channels_exponents_and_a_stuck_one_are_told_apart()
    {
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: nrel
            zone: America/Denver
            interval: 1m
            time: { column: measured_on, format: M/d/yyyy H:mm, zone: "-07:00" }
            sensors:
              - id: west
                columns:
                  - { column: ac_power__773, quantity: power_w, unit: W }
                  - { column: ac_volts__778, quantity: voltage_v, unit: V }
                  - { column: dc_power__772, quantity: current_a, unit: A }
              - id: nothing
                columns: [{ column: ac_power_1__788, quantity: power_w, unit: W }]
              - id: stuck
                columns: [{ column: module_temp_2__782, quantity: temperature_c, unit: C, valid: [-26, 90] }]
            """, "pv-channels.csv");

        Assert.Equal((60, 60, 60), (import.Report.RowsRead, import.Report.RowsUsed, import.Report.RowsInPart));
        Assert.Equal(60, import.Report.Missing);
        Assert.Equal(RowReason.OutOfRange, Assert.Single(import.Report.LeftOut).Reason);
        Assert.All(import.Readings, r => Assert.Equal("west", r.Reading.Sensor));
        Assert.Equal(3.00E-05, import.Readings[0].Reading.Values[Quantity.CurrentA]);
    }

    [Fact]
    public void A_counter_that_begins_again_at_its_new_year_loses_nothing()
    {
        // precipitation stands in for a meter that is set back once a year: 3344 mm, half a day of nothing, then from 0
        var import = ImportBench.Recording("""
            version: 1
            format: csv
            site: donner
            zone: America/Los_Angeles
            interval: 1h
            time: { column: date, format: yyyy-MM-dd HH:mm:ss, zone: "-08:00" }
            sensors:
              - { id: rain, columns: [{ column: sh_precip_mm, quantity: energy_wh, unit: Wh }] }
              - { id: snow, columns: [{ column: sh_snowdepth_cm, quantity: depth_m, unit: cm }, { column: sh_temp_C, quantity: temperature_c, unit: C }] }
            """, "snotel-new-year.csv.gz");

        Assert.Equal(1, import.Report.Resets);
        Assert.Equal(12, import.Report.Missing);
        var rain = import.Of("rain").ToList();
        Assert.Equal(2, rain.Select(r => r.EnergyFrom).Distinct().Count());
        // the counter stood at 3342 in the first row; 2 mm fell before the new year and 437 after it
        Assert.Equal(2, rain.TakeWhile(r => r.EnergyFrom == rain[0].EnergyFrom).Max(r => r.Values[Quantity.EnergyWh]));
        Assert.Equal(2 + 437, import.EnergyWh("rain"));
        Assert.Equal(0.3, import.Of("snow").Last().Values[Quantity.DepthM]);
    }

    [Fact]
    public void The_water_heaters_energy_is_its_rows()
    {
        var file = Path.Combine(Checkout.Root, "src", "Powderwatts.Edge", "Simulation", "Recordings", "water-heater.csv");
        var import = ImportBench.Bytes("""
            version: 1
            format: csv
            site: lab
            zone: Asia/Singapore
            interval: 1s
            time: { column: Timestamp, format: iso }
            sensors:
              - { id: heater, columns: [{ column: Active (W), quantity: power_w, unit: W }] }
            """, File.ReadAllBytes(file));

        Assert.Equal((287, 287), (import.Report.RowsRead, import.Report.RowsUsed));
        Near(193.009, import.EnergyWh("heater"));
    }

    [Fact]
    public void A_file_that_is_cut_in_a_row_gives_all_rows_before_it()
    {
        var text = string.Join('\n', Recordings.Lines("household-week.csv.gz").Take(101)) + "\n16/12/2006 19:04:00,3.4";
        var map = File.ReadAllText(Recordings.Example("household.yaml"));

        var import = ImportBench.Text(map, text);

        Assert.Equal((101, 100), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal("it has 2 fields, the header 8; the input ends in this row", Assert.Single(import.Faults).Fault.Detail);
        Assert.Equal(102, import.Faults[0].Line);
    }

    [Fact]
    public void A_packed_file_that_is_cut_gives_what_could_be_unpacked()
    {
        var whole = File.ReadAllBytes(Recordings.Path("household-week.csv.gz"));

        var import = ImportBench.Bytes(File.ReadAllText(Recordings.Example("household.yaml")), whole[..(whole.Length / 2)]);

        Assert.InRange(import.Report.RowsUsed, 3000, 6000);
        Assert.True(import.Report.EndsOpen);
    }

    [Fact]
    public void A_packed_file_with_a_flipped_bit_gives_what_could_be_unpacked_and_says_so()
    {
        var whole = File.ReadAllBytes(Recordings.Path("household-week.csv.gz"));
        whole.AsSpan(whole.Length / 2, 200).Fill(0xff);

        var import = ImportBench.Bytes(File.ReadAllText(Recordings.Example("household.yaml")), whole);

        Assert.NotNull(import.Report.EndsEarly);
        Assert.InRange(import.Report.RowsUsed, 3000, 6000);
    }

    private static string Clock(string name) => ImportBench.Plain
        .Replace("column: t", "column: local_time", StringComparison.Ordinal).Replace("column: w", "column: ac_power", StringComparison.Ordinal)
        + $"\nname: {name}";

    private static void Near(double expected, double actual) => Assert.InRange(actual, expected * 0.999, expected * 1.001);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
