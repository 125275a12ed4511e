using Powderwatts.Settings;
using Powderwatts.Settings.Importing;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Settings;

public sealed class ImportMapReaderTests
{
    private const string Good = """
        version: 1
        format: csv
        site: lab
        zone: Europe/Berlin
        interval: 1m
        time: { column: t, format: iso }
        sensors:
          - { id: c, columns: [{ column: w, quantity: power_w, unit: W }] }
        """;

    [Theory]
    [InlineData("household.yaml", ImportFormat.Csv, 2)]
    [InlineData("tasmota.yaml", ImportFormat.MqttLog, 2)]
    [InlineData("influx.yaml", ImportFormat.LineProtocol, 2)]
    public void The_examples_are_right(string example, ImportFormat format, int sensors)
    {
        var map = ImportMapReader.Load(Recordings.Example(example));

        Assert.Equal((format, sensors), (map.Format, map.Sensors.Length));
        // the page shows the files that are tested
        Assert.Contains(File.ReadAllText(Recordings.Example(example)), File.ReadAllText(Path.Combine(Checkout.Root, "docs", "import.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_reported_at_once_with_its_place()
    {
        var fault = Assert.Throws<SettingsException>(() => ImportMapReader.Read("""
            version: 2
            format: cvs
            site: Lab
            zone: +01:00
            intervall: 1m
            csv: { delimiter: ".", quote: x, decimal: ";", seperator: "," }
            time: { column: t, format: DD/MM/YYYY hh:mm, zone: Europe/Berlinn }
            sensors:
              - id: c
                rolls_over_at_wh: 10000
                columns:
                  - { column: w, quantity: power, unit: watts, valid: [5, 1], each: true }
                  - { column: "", quantity: temperature_c, unit: mW }
              - { id: c, columns: [] }
            """, "map.yaml"));

        Assert.Equal(
            """
            map.yaml:1:1  error  interval  is missing
            map.yaml:1:10  error  version  is 2, made for a newer program; this one reads version 1
            map.yaml:2:9  error  format  "cvs" is unknown; did you mean "csv"?
            map.yaml:3:7  error  site  "Lab" is no id; allowed: 1 to 32 of a-z, 0-9 and -
            map.yaml:4:7  error  zone  "+01:00" is an offset, and a site has a zone such as Europe/Paris; stamps with a fixed offset say so with time.zone
            map.yaml:5:1  error  intervall  unknown key; did you mean "interval"?
            map.yaml:6:19  error  csv.delimiter  "." is no delimiter; one sign such as "," or ";", or tab, or blank for runs of blanks
            map.yaml:6:31  error  csv.quote  "x" is no quote; allowed: ", ' and none
            map.yaml:6:43  error  csv.decimal  ";" is unknown; did you mean ","?
            map.yaml:6:48  error  csv.seperator  unknown key; known here: comment, decimal, delimiter, header, quote, skip
            map.yaml:7:28  error  time.format  "DD/MM/YYYY hh:mm" has no year; write yyyy
            map.yaml:7:52  error  time.zone  "Europe/Berlinn" is no time zone known here; write an IANA name such as Europe/Paris, or a fixed offset such as +01:00
            map.yaml:10:23  error  sensors[0].rolls_over_at_wh  needs rated_w: only what the circuit can have used tells a rollover from a reset
            map.yaml:12:32  error  sensors[0].columns[0].quantity  "power" is unknown; allowed: power_w, voltage_v, current_a, energy_wh, power_factor, frequency_hz, temperature_c, humidity_pct, pressure_hpa, depth_m, wet, state
            map.yaml:12:45  error  sensors[0].columns[0].unit  "watts" is no unit of power_w; allowed: MW, W, Wh/h, Wh/min, kW, kWh/h, mW
            map.yaml:12:59  error  sensors[0].columns[0].valid  must be two rising numbers, for example [-40, 60]
            map.yaml:12:73  error  sensors[0].columns[0].each  is for energy_wh: what was used since the row before
            map.yaml:13:19  error  sensors[0].columns[1].column  is empty; a column without a name has a number
            map.yaml:13:54  error  sensors[0].columns[1].unit  "mW" is no unit of temperature_c; allowed: C, F, K, °C, °F
            map.yaml:14:11  error  sensors[1].id  "c" stands twice; choose another id
            map.yaml:14:23  error  sensors[1].columns  is empty; a sensor has at least one value
            """.ReplaceLineEndings("\n").Split('\n').Order(StringComparer.Ordinal),
            fault.Faults.Select(f => f.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("time: { column: t, format: iso }", "time: { column: t }", "time.format  is missing")]
    [InlineData("format: iso", "format: dd/mm/yyyy HH:MM", "time.format  \"dd/mm/yyyy HH:MM\" has months behind the hour; MM is the month, mm the minute")]
    [InlineData("format: iso", "format: dd/mm/yyyy", "time.format  \"dd/mm/yyyy\" has no month; MM is the month, mm the minute")]
    [InlineData("format: iso", "format: dd/MM/yyyy hh:mm", "time.format  \"dd/MM/yyyy hh:mm\" has hh without tt: hours above 12 are HH")]
    [InlineData("format: iso", "format: ISO", "time.format  \"ISO\" has no year; write yyyy")]
    [InlineData("format: iso", "format: x", "time.format  \"x\" is no format; allowed: iso, unix, unix-ms, unix-us, unix-ns or a pattern such as dd/MM/yyyy HH:mm:ss")]
    [InlineData("column: w", "column: [w]", "sensors[0].columns[0].column  must be a single value")]
    [InlineData("interval: 1m", "interval: 2d", "interval  \"2d\" is no duration from 1ms to 24h; write for example 1s or 500ms")]
    [InlineData("interval: 1m", "interval: 1m\ncsv: { header: false }", "time.column  \"t\" is a name, and the file has no header; write the column's number, from 1")]
    [InlineData("interval: 1m", "interval: 1m\ncsv: { decimal: \",\" }", "csv.decimal  is \",\", and so is the delimiter; one of them is wrong")]
    [InlineData("- { id: c, columns: [{ column: w, quantity: power_w, unit: W }] }", "- { id: c, columns: [{ column: w, quantity: power_w }] }", "sensors[0].columns[0].unit  is missing")]
    [InlineData("unit: W }]", "unit: W }, { column: v, quantity: power_w, unit: W }]", "sensors[0].columns  has power_w twice; a sensor has a quantity once")]
    [InlineData("format: csv", "format: mqtt-log", "time.column  unknown key; known here: format, path, zone")]
    public void A_mapping_that_is_wrong_says_what_is_allowed(string good, string bad, string reason)
    {
        var fault = Assert.Throws<SettingsException>(() => ImportMapReader.Read(Good.Replace(good, bad, StringComparison.Ordinal), "map.yaml"));

        Assert.Contains(fault.Faults, f => f.ToString().EndsWith(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("meter: tasmota, topic: tele/x/STATE", "topic  \"tele/x/STATE\" is no topic of tasmota; expected tele/NAME/SENSOR")]
    [InlineData("meter: shelly, topic: shellies/x/relay/0", "topic  \"shellies/x/relay/0\" is no topic of shelly; expected NAME/status/switch:0 or NAME/events/rpc")]
    [InlineData("meter: tasmotta, topic: tele/x/SENSOR", "meter  \"tasmotta\" is unknown; did you mean \"tasmota\"?")]
    [InlineData("meter: tasmota", "topic  is missing")]
    [InlineData("topic: tele/x/SENSOR", "fields  is missing")]
    public void A_meters_topic_that_is_none_is_named(string sensor, string reason)
    {
        var fault = Assert.Throws<SettingsException>(() => ImportMapReader.Read(
            $"{{ version: 1, format: mqtt-log, site: a, zone: UTC, interval: 1m, sensors: [{{ id: x, {sensor} }}] }}", "map.yaml"));

        Assert.Contains(fault.Faults, f => $"{f.Key}  {f.Reason}".EndsWith("sensors[0]." + reason, StringComparison.Ordinal));
    }
}
