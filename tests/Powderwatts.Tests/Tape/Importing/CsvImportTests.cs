using System.Text;
using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

public sealed class CsvImportTests
{
    private const string Comma = """
        version: 1
        format: csv
        site: lab
        zone: Europe/Berlin
        interval: 1m
        csv: { delimiter: ";", decimal: "," }
        missing: ["?", "-99"]
        time: { column: [Datum, Zeit], format: dd.MM.yyyy HH:mm:ss }
        sensors:
          - id: c
            columns:
              - { column: Leistung, quantity: power_w, unit: kW, valid: [0, 10] }
              - { column: Zustand, quantity: wet }
        """;

    [Fact]
    public void Decimal_commas_separate_date_and_time_and_states_in_words_are_read()
    {
        var import = ImportBench.Text(Comma, "Datum;Zeit;Leistung;Zustand\r\n24.12.2025;18:00:00;1,234;ON\r\n24.12.2025;18:01:00;-99,00;dry\r\n24.12.2025;18:02:00;?;\r\n");

        Assert.Equal((3, 2, 2), (import.Report.RowsRead, import.Report.RowsUsed, import.Report.Missing + import.Report.RowsRefused));
        Assert.Equal((1234, 1), (import.Readings[0].Reading.Values[Quantity.PowerW], import.Readings[0].Reading.Values[Quantity.Wet]));
        Assert.Equal(DateTimeOffset.Parse("2025-12-24T17:00:00Z", null).ToUnixTimeMilliseconds(), import.Readings[0].Reading.T);
    }

    [Theory]
    [InlineData("24.12.2025;18:00:00;1.234;", RowReason.BadNumber, "Leistung is '1.234', no number with the decimal sign ','")]
    [InlineData("24.12.2025;18:00:00;1.234,5;", RowReason.BadNumber, "Leistung is '1.234,5', no number with the decimal sign ','")]
    [InlineData("24.12.2025;18:00:00;1,2 kW;", RowReason.BadNumber, "Leistung is '1,2 kW', no number with the decimal sign ','")]
    [InlineData("24.12.2025;18:00:00;;maybe", RowReason.BadNumber, "Zustand is 'maybe', neither on nor off")]
    [InlineData("24.12.2025;18:00:00;11;", RowReason.OutOfRange, "Leistung is 11, outside 0 to 10")]
    [InlineData("24.12.2025;18:00:00;;", RowReason.NoValue, "every mapped column is missing")]
    [InlineData("2025-12-24;18:00:00;1;", RowReason.BadTime, "'2025-12-24 18:00:00' is not written as time.format says: dd.MM.yyyy HH:mm:ss")]
    [InlineData("31.02.2025;18:00:00;1;", RowReason.BadTime, "'31.02.2025 18:00:00' is not written as time.format says: dd.MM.yyyy HH:mm:ss")]
    [InlineData(";;1;", RowReason.NoTime, "the time is empty")]
    [InlineData("30.03.2025;02:30:00;1;", RowReason.SkippedTime, "2025-03-30 02:30:00 does not exist in Europe/Berlin: the clocks went forward over it")]
    [InlineData("24.12.1899;18:00:00;1;", RowReason.FarTime, "'24.12.1899 18:00:00' is before 2000: a clock that was not set, or another unit")]
    [InlineData("24.12.2025;18:00:00;1", RowReason.FieldCount, "it has 3 fields, the header 4")]
    [InlineData("24.12.2025;18:00:00;1;;", RowReason.FieldCount, "it has 5 fields, the header 4")]
    [InlineData("24.12.2025;18:00:00;\"1;", RowReason.Quote, "a quote is not closed")]
    [InlineData("24.12.2025;18:00:00;\"1\"2;", RowReason.Quote, "something stands behind a closing quote")]
    public void A_row_that_cannot_be_used_has_its_reason_and_the_next_one_is_read(string row, RowReason reason, string detail)
    {
        var import = ImportBench.Text(Comma, $"Datum;Zeit;Leistung;Zustand\n{row}\n25.12.2025;18:00:00;1;\n");

        Assert.Equal((2L, reason, detail), (import.Faults[0].Line, import.Faults[0].Fault.Reason, import.Faults[0].Fault.Detail));
        Assert.Equal((2, 1), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal(1000, Assert.Single(import.Readings).Reading.Values[Quantity.PowerW]);
    }

    [Fact]
    public void Rows_that_repeat_an_instant_or_go_back_are_refused_and_never_counted_twice()
    {
        var import = ImportBench.Text(ImportBench.Plain, """
            t,w
            2025-01-01 10:00:00,400
            2025-01-01 10:15:00,400
            2025-01-01 10:15:00,900
            2025-01-01 10:00:00,900
            2025-01-01 10:30:00,400
            """);

        Assert.Equal([(4L, RowReason.Repeated), (5L, RowReason.Backwards)], import.Faults.Select(f => (f.Line, f.Fault.Reason)));
        Assert.Equal("c has a row of 2025-01-01T17:15:00.000Z already", import.Faults[0].Fault.Detail);
        Assert.Equal("2025-01-01T17:00:00.000Z is before 2025-01-01T17:15:00.000Z, the row before of c", import.Faults[1].Fault.Detail);
        Assert.Equal(200, import.EnergyWh("c"), 1e-9);
    }

    [Fact]
    public void Power_over_a_gap_of_more_than_three_intervals_adds_no_energy()
    {
        var import = ImportBench.Text(ImportBench.Plain, """
            t,w
            2025-01-01 10:00:00,400
            2025-01-01 10:45:00,400
            2025-01-01 11:31:00,400
            2025-01-01 11:46:00,-400
            """);

        Assert.Equal(300 + 50, import.EnergyWh("c"), 1e-9);
    }

    [Fact]
    public void Power_that_holds_until_the_next_row_is_counted_so_when_the_mapping_says_it()
    {
        var hold = ImportBench.Plain.Replace("id: c,", "id: c, integrate: hold,", StringComparison.Ordinal);

        Assert.Equal(100, ImportBench.Text(hold, "t,w\n2025-01-01 10:00:00,400\n2025-01-01 10:15:00,0\n2025-01-01 10:30:00,0\n").EnergyWh("c"), 1e-9);
        Assert.All(ImportBench.Text(hold.Replace("hold", "none", StringComparison.Ordinal), "t,w\n2025-01-01 10:00:00,400\n").Readings, r => Assert.Null(r.Reading.EnergyFrom));
    }

    [Fact]
    public void Energy_of_each_row_is_summed_and_a_counter_that_rolls_over_goes_on()
    {
        var map = ImportBench.Plain.Replace("quantity: power_w, unit: W", "quantity: energy_wh, unit: Wh, each: true", StringComparison.Ordinal);
        Assert.Equal(12, ImportBench.Text(map, "t,w\n2025-01-01 10:00:00,5\n2025-01-01 10:15:00,5\n2025-01-01 10:30:00,7\n").EnergyWh("c"), 1e-9);

        var rolls = ImportBench.Plain.Replace("id: c,", "id: c, rated_w: 1000, rolls_over_at_wh: 10000,", StringComparison.Ordinal)
            .Replace("quantity: power_w, unit: W", "quantity: energy_wh, unit: kWh", StringComparison.Ordinal);
        var import = ImportBench.Text(rolls, "t,w\n2025-01-01 10:00:00,9.9\n2025-01-01 10:15:00,0.05\n2025-01-01 10:30:00,0.15\n");
        Assert.Equal((1, 0), (import.Report.Rollovers, import.Report.Resets));
        Assert.Equal(250, import.EnergyWh("c"), 1e-9);
    }

    [Theory]
    [InlineData("unix", "1735750800")]
    [InlineData("unix", "1735750800.25")]
    [InlineData("unix-ms", "1735750800000")]
    [InlineData("unix-us", "1735750800000000")]
    [InlineData("unix-ns", "1735750800000000000")]
    [InlineData("iso", "2025-01-01T10:00:00-07:00")]
    [InlineData("iso", "2025-01-01 17:00Z")]
    [InlineData("iso", "2025-01-01T18:00:00.123456789+0100")]
    [InlineData("yyyy-MM-dd h:mm tt", "2025-01-01 10:00 AM")]
    [InlineData("ddd d MMM yyyy HH:mm:ss zzz", "Wed 1 Jan 2025 19:30:00 +02:30")]
    public void Instants_are_read_in_many_forms(string format, string text)
    {
        var import = ImportBench.Text(ImportBench.Plain.Replace("format: iso", $"format: \"{format}\"", StringComparison.Ordinal), $"t,w\n{text},1\n");

        var t = Assert.Single(import.Readings).Reading.T;
        Assert.Equal(1_735_750_800_000, t / 1000 * 1000);
    }

    [Fact]
    public void Unix_seconds_that_are_called_milliseconds_are_no_clock()
    {
        var import = ImportBench.Text(ImportBench.Plain.Replace("format: iso", "format: unix-ms", StringComparison.Ordinal), "t,w\n1735750800,1\n");

        Assert.Equal("'1735750800' is before 2000: a clock that was not set, or another unit", Assert.Single(import.Faults).Fault.Detail);
    }

    [Fact]
    public void Quoted_fields_may_hold_delimiters_quotes_and_line_breaks()
    {
        var import = ImportBench.Text(ImportBench.Plain, "note,t,w\n\"a, \"\"b\"\"\nc\",2025-01-01 10:00:00,1\n,\"2025-01-01 10:15:00\",2\n");

        Assert.Equal([1, 2], import.Of("c").Select(r => r.Values[Quantity.PowerW]));
        Assert.Equal(0, import.Report.RowsRefused);
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_one_row()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{(i == 5 ? "\"" : "")}x,2025-01-01 {10 + (i / 4)}:{i % 4 * 15:00}:00,{i}"));

        var import = ImportBench.Text(ImportBench.Plain, $"note,t,w\n{rows}\n");

        Assert.Equal((50, 49), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal((7L, RowReason.Quote), (import.Faults[0].Line, import.Faults[0].Fault.Reason));
    }

    [Fact]
    public void A_byte_order_mark_another_encoding_and_a_preamble_are_no_hindrance()
    {
        const string Text = "exported by X\n# comment\nt,w °\n2025-01-01 10:00:00,1\n\n";
        var map = ImportBench.Plain.Replace("column: w", "column: w °", StringComparison.Ordinal) + "\ncsv: { skip: 1 }";

        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
            Assert.Single(ImportBench.Bytes(map, [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]).Readings);
        Assert.Single(ImportBench.Bytes(map + "\nencoding: latin-1", Encoding.Latin1.GetBytes(Text)).Readings);
    }

    [Fact]
    public void A_line_without_end_takes_no_memory_and_the_next_row_is_read()
    {
        var import = ImportBench.Text(ImportBench.Plain, $"t,w\n{new string('x', 10_000_000)}\n2025-01-01 10:00:00,1\n");

        Assert.Equal((RowReason.TooLong, 2L), (import.Faults[0].Fault.Reason, import.Faults[0].Line));
        Assert.Single(import.Readings);
    }

    [Fact]
    public void An_hour_that_is_shown_twice_and_has_no_row_before_it_is_the_first_pass_and_is_told()
    {
        var import = ImportBench.Text(ImportBench.Plain, "t,w\n2016-11-06 01:30:00,1\n2016-11-06 01:45:00,1\n2016-11-06 01:00:00,1\n");

        Assert.Equal((3, 1), (import.Report.Doubled, import.Report.Assumed));
        Assert.Equal([0, 15, 30], import.Readings.Select(r => (r.Reading.T - import.Readings[0].Reading.T) / 60_000));
    }

    [Fact]
    public void Whatever_the_bytes_are_every_row_is_used_or_refused()
    {
        var pieces = Gen.OneOf(Gen.Int[0, 11].Select(i => new[] { "t,w\n", "2025-01-01 10:00:00,1\n", "2025-01-01 10:15:00,2\n", "\"", ",", "\n", "\r\n", "1e5", "nan", "#", "\u0000", "é" }[i]), Gen.String[0, 5]);
        Gen.Select(pieces.Array[0, 30], Gen.Byte.Array[0, 20]).Sample((texts, bytes) =>
        {
            try
            {
                ImportBench.Bytes(ImportBench.Plain, [.. Encoding.UTF8.GetBytes(string.Concat(texts)), .. bytes]);
            }
            catch (ImportException)
            {
                // its first line is no header with t and w
            }
        }, iter: 2000, threads: 1);
    }
}
