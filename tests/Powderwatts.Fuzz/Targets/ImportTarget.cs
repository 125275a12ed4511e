using System.Text;
using Powderwatts.Readings;
using Powderwatts.Settings;
using Powderwatts.Settings.Importing;
using Powderwatts.Tape;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Fuzz.Targets;

/// <summary>
/// What other programs wrote: a mapping and an input, of each format. Every row is used or refused; what comes out goes onto a tape
/// and rises for each sensor.
/// </summary>
internal static class ImportTarget
{
    // between the mapping and the input
    private const byte Fence = 0;

    private static readonly (string Map, string Input)[] seeds =
    [
        (
            """
            version: 1
            format: csv
            site: a
            zone: America/Denver
            interval: 15m
            missing: ["-99"]
            csv: { delimiter: ";", decimal: ",", skip: 1 }
            time: { column: [d, t], format: dd.MM.yyyy HH:mm }
            sensors:
              - { id: s, rated_w: 100, rolls_over_at_wh: 1000, columns: [{ column: 3, quantity: power_w, unit: kW, valid: [0, 5] }, { column: e, quantity: energy_wh, unit: kWh }] }
            """,
            "x\nd;t;p;e;n\n06.11.2016;01:30;1,5;0,9;\"a;\"\"b\"\"\nc\"\n06.11.2016;01:00;-99;0,01;\n06.11.2016;25:00;2;1;\n07.11.2016;01:00;2;1"),
        (
            """
            { version: 1, format: mqtt-log, site: a, zone: America/Denver, interval: 1m, sensors: [{ id: t, meter: tasmota, topic: tele/x/SENSOR }, { id: g, meter: shelly-gen1, topic: shellies/y/relay/0 }] }
            """,
            "tele/x/SENSOR {\"Time\":\"2024-11-03T01:30:00\",\"ENERGY\":{\"Total\":1.5,\"Power\":3,\"Voltage\":null}}\n1700000000.5 shellies/y/relay/0/power 12.5\n2024-01-01T00:00:00Z shellies/y/relay/0/energy 60\n"),
        (
            "{ version: 1, format: line-protocol, site: a, zone: UTC }",
            "circuit,node=n,origin=sim,sensor=s,site=a power_w=1,energy_wh=2,quality=3,interval_s=0.5,energy_from=1700000000000 1700000000000\nclimate,node=n,sensor=t\\ x,site=a temperature_c=1i,x=\"a\\\"\" 1700000000\n"),
        (
            "{ version: 1, format: line-protocol, site: a, zone: UTC, interval: 1s, sensors: [{ id: s, measurement: m, tags: { h: b }, fields: [{ field: w, quantity: power_w, unit: W, scale: 2 }] }] }",
            "m,h=b w=1 1700000000\nm,h=b w=2 1700000001\nm,h=c w=2 1700000001\n"),
    ];

    public static FuzzTarget Target { get; } = new("import", [.. seeds.Select(s => Encoding.UTF8.GetBytes(s.Map + (char)Fence + s.Input))], Read);

    private static string Read(byte[] input)
    {
        var fence = Array.IndexOf(input, Fence);
        if (fence < 0)
            return "no fence";
        var newest = new Dictionary<(string, string, Origin), long>();
        try
        {
            var map = ImportMapReader.Read(Encoding.UTF8.GetString(input, 0, fence), "map.yaml");
            using var tape = TapeWriter.Create(Stream.Null, new(map.Site, "fuzz", map.Zone.Id, Importer.Nodes(map), TapeHeader.FromImport, "fuzz", null, 1));
            var report = new Importer(map, row =>
            {
                var key = (row.Node, row.Reading.Sensor, row.Reading.Origin);
                if (newest.TryGetValue(key, out var before) && row.Reading.T <= before)
                    throw new BrokenRuleException($"{row.Reading.Sensor} goes from {before} to {row.Reading.T}");
                newest[key] = row.Reading.T;
                tape.Write(row);
            })
            {
                Describe = tape.Describe,
            }.Run(new MemoryStream(input, fence + 1, input.Length - fence - 1), "input", default);
            tape.Complete();
            if (report.RowsRead != report.RowsUsed + report.RowsRefused || report.RowsRefused != report.Refused.Sum(r => r.Count))
                throw new BrokenRuleException($"{report.RowsRead} rows read, {report.RowsUsed} used, {report.RowsRefused} refused");
            return report.Refused.Count == 0 ? "read" : $"{report.Readings > 0} {string.Join(',', report.Refused.Select(r => r.Reason))}";
        }
        catch (SettingsException fault)
        {
            return fault.Faults[0].Reason;
        }
        catch (ImportException fault)
        {
            return fault.Faults[0].Reason;
        }
    }
}
