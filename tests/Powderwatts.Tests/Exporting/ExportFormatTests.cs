using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using Powderwatts.Exporting;
using Powderwatts.Readings;
using Powderwatts.Store;
using Powderwatts.Tests.Readings.Wire;
using Powderwatts.Tests.Tape.Importing;

namespace Powderwatts.Tests.Exporting;

public sealed class ExportFormatTests
{
    private static readonly StoredReading circuit = new(
        new("lodge", "booth-pi", "gutter-north", Origin.Live),
        new("gutter-north", 1_796_112_732_412, new() { [Quantity.PowerW] = 612.4, [Quantity.EnergyWh] = 10422.118 })
        {
            Quality = Quality.Clipped | Quality.Unsynced,
            EnergyFrom = 1_796_100_000_000,
            IntervalS = 0.5,
        },
        812300,
        0xabc);

    [Fact]
    public void A_csv_has_units_in_its_header_and_utc_instants()
    {
        Assert.Equal(
            """
            time_utc,site,node,sensor,origin,power_w,voltage_v,current_a,energy_wh,power_factor,frequency_hz,temperature_c,humidity_pct,pressure_hpa,depth_m,wet,state,quality,interval_s,energy_from_utc
            2026-12-01T08:12:12.412Z,lodge,booth-pi,gutter-north,live,612.4,,,10422.118,,,,,,,,,clipped+unsynced,0.5,2026-12-01T04:40:00.000Z

            """.ReplaceLineEndings("\n"),
            Written(new CsvExport(withSequence: false), circuit));
    }

    [Fact]
    public void The_place_in_the_outbox_comes_only_when_asked_for()
    {
        Assert.EndsWith(",energy_from_utc,seq,outbox\n2026-12-01T08:12:12.412Z,lodge,booth-pi,gutter-north,live,612.4,,,10422.118,,,,,,,,,clipped+unsynced,0.5,2026-12-01T04:40:00.000Z,812300,000000000abc\n",
            Written(new CsvExport(withSequence: true), circuit), StringComparison.Ordinal);
        const string Line = "circuit,node=booth-pi,origin=live,sensor=gutter-north,site=lodge power_w=612.4,energy_wh=10422.118,quality=5,{0}interval_s=0.5,energy_from=1796100000000 1796112732412\n";
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, Line, ""), Written(new LineExport(withSequence: false), circuit));
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, Line, "seq=812300,outbox=2748,"), Written(new LineExport(withSequence: true), circuit));
    }

    [Fact]
    public void Any_reading_comes_back_from_line_protocol_as_it_was() =>
        WireGen.Reading.Array[1, 20].Sample(readings =>
        {
            var rows = readings.DistinctBy(r => (r.Sensor, r.Origin)).Where(r => r.T >= 946_684_800_000)
                .Select(r => new StoredReading(new("lodge", "booth-pi", r.Sensor, r.Origin), r, 1, 2)).ToArray();
            if (rows.Length == 0)
                return;
            var import = ImportBench.Text("{ version: 1, format: line-protocol, site: lodge, zone: UTC }", Written(new LineExport(withSequence: true), rows));

            Assert.Equal(
                rows.Select(r => r.Reading).OrderBy(r => r.Sensor, StringComparer.Ordinal).ThenBy(r => r.Origin),
                import.Readings.Select(r => r.Reading).OrderBy(r => r.Sensor, StringComparer.Ordinal).ThenBy(r => r.Origin));
        }, iter: 300, threads: 1);

    [Fact]
    public void Any_reading_of_a_csv_can_be_imported_again() =>
        WireGen.Reading.Sample(reading =>
        {
            if (reading.T < 946_684_800_000 || reading.Values.Has(Quantity.EnergyWh))
                return; // a counter is counted anew
            var map = $$"""
                version: 1
                format: csv
                site: lodge
                zone: UTC
                interval: 1s
                time: { column: time_utc, format: iso }
                sensors:
                  - id: one
                    integrate: none
                    columns:
                      {{string.Join("\n      ", Quantities.All.Select(q => $"- {{ column: {q.Name()}, quantity: {q.Name()}{(q.Unit().Length > 0 ? $", unit: \"{q.Unit()}\"" : "")} }}"))}}
                """;
            var csv = Written(new CsvExport(withSequence: true), new StoredReading(new("lodge", "booth-pi", reading.Sensor, reading.Origin), reading, 1, 2));
            var import = ImportBench.Text(map, csv);

            Assert.Equal((reading.T, reading.Values), Assert.Single(import.Readings) is var back ? (back.Reading.T, back.Reading.Values) : default);
        }, iter: 300, threads: 1);

    private static string Written(IExportFormat format, params StoredReading[] rows)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Begin(output);
        foreach (var row in rows)
            format.Write(output, row);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
