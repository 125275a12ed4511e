using Powderwatts.Readings;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

public sealed class MqttLogImportTests
{
    private const string Shelly = """
        version: 1
        format: mqtt-log
        site: cabin
        zone: Europe/Berlin
        interval: 30s
        sensors:
          - { id: roof, meter: shelly-gen1, topic: shellies/roof-em/emeter/0 }
          - { id: porch, meter: shelly-gen1, topic: shellies/porch/relay/0 }
          - { id: plug, meter: shelly, topic: ["shellyplus1pm-1/status/switch:0", shellyplus1pm-1/events/rpc] }
        """;

    [Fact]
    public void A_Tasmota_log_gives_power_the_counter_in_watt_hours_and_its_reset()
    {
        var import = ImportBench.Example("tasmota.yaml", "tasmota.log");

        Assert.Equal((10, 6), (import.Report.RowsRead, import.Report.RowsUsed));
        var cable = import.Of("heat-cable").ToList();
        Assert.Equal([734, 741, 0, 736], cable.Select(r => r.Values[Quantity.PowerW]));
        Assert.Equal([0, 62, 123, 4], cable.Select(r => Math.Round(r.Values[Quantity.EnergyWh]!.Value, 6)));
        Assert.Equal([0.95, 0.96, 0, 0.96], cable.Select(r => r.Values[Quantity.PowerFactor]));
        Assert.Equal(DateTimeOffset.Parse("2024-11-25T05:00:03Z", null).ToUnixTimeMilliseconds(), cable[0].T);
        Assert.Equal(cable[3].T, cable[3].EnergyFrom);
        Assert.Equal(1, import.Report.Resets);
        // null is a probe that is not there, not 0 %
        Assert.All(import.Of("shed"), r => Assert.Equal(1, r.Values.Count));
    }

    [Fact]
    public void Every_line_of_a_log_that_is_not_used_has_its_reason()
    {
        var import = ImportBench.Example("tasmota.yaml", "tasmota.log");

        Assert.Equal(
            [(1L, RowReason.NotMapped), (2L, RowReason.NotMapped), (9L, RowReason.FarTime), (10L, RowReason.Malformed)],
            import.Faults.Select(f => (f.Line, f.Fault.Reason)));
        Assert.Equal("topic 'tele/heat-cable/LWT'", import.Faults[0].Fault.Detail);
        Assert.StartsWith("'1970-01-01T00:00:12' is before 2000", import.Faults[2].Fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Shelly_log_joins_the_topics_of_one_moment_and_reads_watt_minutes()
    {
        var import = ImportBench.Recording(Shelly, "shelly.log");

        var roof = import.Of("roof").ToList();
        Assert.Equal(2, roof.Count);
        Assert.Equal("power_w=340.31 voltage_v=235.68 energy_wh=0 power_factor=0.99", roof[0].Values.ToString());
        Assert.Equal(2.8, roof[1].Values[Quantity.EnergyWh]!.Value, 1e-9);
        var porch = import.Of("porch").ToList();
        Assert.Equal(29 / 60.0, porch[1].Values[Quantity.EnergyWh]!.Value, 1e-9);
        Assert.Equal(58.4, porch[0].Values[Quantity.PowerW]);
        var plug = import.Of("plug").ToList();
        Assert.Equal([918.6, 921.4, null], plug.Select(r => r.Values[Quantity.PowerW]));
        Assert.Null(plug[1].EnergyFrom);
        Assert.Equal(15.348, plug[2].Values[Quantity.EnergyWh]!.Value, 1e-9);
        Assert.Equal(50, plug[0].Values[Quantity.FrequencyHz]);
    }

    [Fact]
    public void A_partial_update_without_a_mapped_value_is_no_reading()
    {
        var import = ImportBench.Recording(Shelly, "shelly.log");

        Assert.Equal((17, 13), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal([(5L, RowReason.NotMapped), (6L, RowReason.NotMapped), (11L, RowReason.NoValue), (16L, RowReason.NotMapped)],
            import.Faults.Select(f => (f.Line, f.Fault.Reason)));
        Assert.Equal(1, import.Report.Missing);
    }

    [Theory]
    [InlineData("1767699012.5", "2026-01-06T11:30:12.5Z")]
    [InlineData("2026-01-06T12:30:12+01:00", "2026-01-06T11:30:12Z")]
    [InlineData("2026-01-06T12:30:12", "2026-01-06T11:30:12Z")]
    public void The_stamp_of_the_line_may_be_written_in_several_ways(string stamp, string instant)
    {
        var import = ImportBench.Text(Shelly, $"{stamp} shellies/roof-em/emeter/0/power 340.31\n");

        Assert.Equal(DateTimeOffset.Parse(instant, null).ToUnixTimeMilliseconds(), Assert.Single(import.Readings).Reading.T);
    }

    [Fact]
    public void A_value_without_any_time_says_how_to_log_one()
    {
        var import = ImportBench.Text(Shelly, "shellies/roof-em/emeter/0/power 340.31\n");

        Assert.Equal("neither the line nor the payload says when; log with -F '%I %t %p'", Assert.Single(import.Faults).Fault.Detail);
    }

    [Fact]
    public void An_info_payload_of_an_older_Shelly_has_its_own_time()
    {
        var import = ImportBench.Text(Shelly.Replace("shellies/roof-em/emeter/0", "shellies/roof-em/info", StringComparison.Ordinal),
            """
            shellies/roof-em/info {"unixtime":1676110566,"emeters":[{"power":620.34,"pf":0.66,"voltage":235.68,"is_valid":true,"total":401472.9}],"uptime":2226140}
            """);

        var reading = Assert.Single(import.Readings).Reading;
        Assert.Equal(1_676_110_566_000, reading.T);
        Assert.Equal("power_w=620.34 voltage_v=235.68 energy_wh=0 power_factor=0.66", reading.Values.ToString());
    }

    [Fact]
    public void Each_device_has_a_wall_clock_of_its_own()
    {
        // the second device is a minute slow; that its first pass comes after the other's must not make it the second pass
        const string Map = """
            version: 1
            format: mqtt-log
            site: cabin
            zone: America/Denver
            interval: 30m
            sensors:
              - { id: a, meter: tasmota, topic: tele/a/SENSOR }
              - { id: b, meter: tasmota, topic: tele/b/SENSOR }
            """;
        static string Line(string device, string time, int watts) => $$$"""tele/{{{device}}}/SENSOR {"Time":"2016-11-06T{{{time}}}","ENERGY":{"Power":{{{watts}}}}}""";

        var import = ImportBench.Text(Map, string.Join('\n',
            Line("a", "01:30:00", 1), Line("b", "01:29:00", 2), Line("a", "01:00:00", 3), Line("b", "01:59:00", 4), Line("b", "01:29:00", 5), ""));

        Assert.Equal(
            ["07:30:00", "07:29:00", "08:00:00", "07:59:00", "08:29:00"],
            import.Readings.OrderBy(r => r.Reading.Values[Quantity.PowerW]).Select(r => DateTimeOffset.FromUnixTimeMilliseconds(r.Reading.T).ToString("HH:mm:ss", null)));
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is no topic and payload")]
    [InlineData("shellies/roof-em/emeter/0/power", "'shellies/roof-em/emeter/0/power' is no topic and payload")]
    [InlineData("2026-01-06T12:30:12Z shellies/roof-em/emeter/0/power ON", " is 'ON', no number with the decimal sign '.'")]
    [InlineData("2026-01-06T12:30:12Z shellyplus1pm-1/status/switch:0 {\"apower\":", "the payload is no JSON: byte 10")]
    [InlineData("2026-01-06T12:30:12Z shellyplus1pm-1/status/switch:0 {\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}}", "the payload is no JSON: byte 80")]
    [InlineData("2026-01-06T12:30:12Z shellyplus1pm-1/status/switch:0 {\"\\ud800\":1}", "the payload holds a broken text")]
    [InlineData("2026-01-06T12:30:12Z shellies/roof-em/emeter/0/power 1e999", " is '1e999', no number with the decimal sign '.'")]
    [InlineData("2026-01-06T12:30:12Z shellies/roof-em/emeter/0/total -1", " is -1, which no counter shows")]
    public void A_line_that_is_wrong_is_named(string line, string detail)
    {
        var import = ImportBench.Text(Shelly, line + "\n");

        Assert.Empty(import.Readings);
        Assert.EndsWith(detail, Assert.Single(import.Faults).Fault.Detail, StringComparison.Ordinal);
    }
}
