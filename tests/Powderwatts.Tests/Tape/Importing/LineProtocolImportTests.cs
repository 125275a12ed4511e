using Powderwatts.Readings;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

public sealed class LineProtocolImportTests
{
    private const string Own = """
        version: 1
        format: line-protocol
        site: lodge
        zone: America/Denver
        """;

    [Fact]
    public void Our_own_points_come_back_as_they_were()
    {
        var import = ImportBench.Text(Own, """
            # DML
            circuit,node=booth-pi,origin=sim,sensor=gutter,site=lodge power_w=612.4,energy_wh=10422.118,quality=3,seq=812300,outbox=99,interval_s=0.5,energy_from=1796100000000 1796112732412
            climate,node=booth-pi,origin=live,sensor=air,site=lodge temperature_c=-3.5,quality=0,seq=1,outbox=99,interval_s=1 1796112732412
            """);

        Assert.Equal((2, 2), (import.Report.RowsRead, import.Report.RowsUsed));
        var circuit = import.Of("gutter").Single();
        Assert.Equal((Origin.Sim, Quality.Clipped | Quality.Estimated, 0.5, 1_796_100_000_000L), (circuit.Origin, circuit.Quality, circuit.IntervalS, circuit.EnergyFrom));
        Assert.Equal("power_w=612.4 energy_wh=10422.118", circuit.Values.ToString());
        Assert.Equal("temperature_c=-3.5", import.Of("air").Single().Values.ToString());
        Assert.Equal(["gutter", "air"], import.Described.Select(n => n.Sensors.Single().Sensor));
    }

    [Fact]
    public void Points_of_another_program_are_mapped_by_measurement_tag_and_field()
    {
        var map = File.ReadAllText(Recordings.Example("influx.yaml"));
        var import = ImportBench.Text(map, """
            # DDL
            CREATE DATABASE home WITH NAME autogen
            # DML
            energy,circuit=gutter,host=pi\ 4 power=300i,total=12.5,note="a, b=c \"d\"" 1700000000000000000
            energy,circuit=valley power=100 1700000000000000000
            energy,circuit=gutter power=310,total=12.501 1700000010000000000
            energy,circuit=valley power=120 1700000010000000000
            energy,circuit=porch power=5 1700000010000000000
            cpu,host=pi usage=3 1700000010000000000
            """);

        Assert.Equal((6, 4), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal(2, import.Count(RowReason.NotMapped));
        Assert.Equal([300, 310], import.Of("gutter").Select(r => r.Values[Quantity.PowerW]));
        Assert.Equal(1, import.Of("gutter").Last().Values[Quantity.EnergyWh]!.Value, 1e-9);
        Assert.Equal(110 * 10 / 3600.0, import.EnergyWh("valley"), 1e-9);
        Assert.Equal(1_700_000_000_000, import.Readings[0].Reading.T);
    }

    [Fact]
    public void Fields_of_one_point_in_several_lines_are_one_reading()
    {
        var import = ImportBench.Text(File.ReadAllText(Recordings.Example("influx.yaml")), """
            energy,circuit=gutter power=300 1700000000
            energy,circuit=valley power=100 1700000000
            energy,circuit=gutter total=12.5 1700000000
            energy,circuit=gutter power=310 1700000010
            energy,circuit=gutter total=12.501 1700000010
            """);

        Assert.Equal(5, import.Report.RowsUsed);
        Assert.Equal(["power_w=300 energy_wh=0", "power_w=310 energy_wh=1"], import.Of("gutter").Select(r => r.Values.ToString()));
    }

    [Fact]
    public void An_export_field_by_field_that_is_not_in_order_of_time_is_refused_and_told_so()
    {
        var import = ImportBench.Text(File.ReadAllText(Recordings.Example("influx.yaml")), """
            energy,circuit=gutter power=300 1700000000
            energy,circuit=gutter power=310 1700000010
            energy,circuit=gutter total=12.5 1700000000
            """);

        Assert.Equal((3, 2), (import.Report.RowsRead, import.Report.RowsUsed));
        Assert.Equal("2023-11-14T22:13:20.000Z is before 2023-11-14T22:13:30.000Z, the row before of gutter", Assert.Single(import.Faults).Fault.Detail);
    }

    [Theory]
    [InlineData("1700000000")]
    [InlineData("1700000000000")]
    [InlineData("1700000000000000")]
    [InlineData("1700000000000000000")]
    public void The_length_of_a_timestamp_tells_its_unit(string stamp)
    {
        var import = ImportBench.Text(Own, $"climate,node=a,sensor=b,site=lodge temperature_c=1 {stamp}");

        Assert.Equal(1_700_000_000_000, Assert.Single(import.Readings).Reading.T);
    }

    [Theory]
    [InlineData("climate", "it has no fields")]
    [InlineData("climate,node=a,sensor=b,site=lodge temperature_c=1", "it has no timestamp")]
    [InlineData("climate,node=a,sensor=b,site=lodge temperature_c=1 soon", "timestamp 'soon' is no whole number")]
    [InlineData("climate,node=a,sensor=b,site=lodge temperature_c=1 5", "'5' is before 2000: a clock that was not set, or another unit")]
    [InlineData("climate,node=a,sensor=b,site=lodge temperature_c=warm 1700000000", "temperature_c is 'warm', no number with the decimal sign '.'")]
    [InlineData("climate,node=A,sensor=b,site=lodge temperature_c=1 1700000000", "its tags node and sensor are 'A' and 'b', no ids: 1 to 32 of a-z, 0-9 and -")]
    [InlineData("climate,node=../../etc,sensor=b,site=lodge temperature_c=1 1700000000", "its tags node and sensor are '../../etc' and 'b', no ids: 1 to 32 of a-z, 0-9 and -")]
    [InlineData("climate,node=a,sensor=b,site=chalet temperature_c=1 1700000000", "site 'chalet', not lodge")]
    [InlineData("climate,node=a,origin=fake,sensor=b,site=lodge temperature_c=1 1700000000", "origin 'fake' is none of live, replay and sim")]
    [InlineData("gap,node=a,sensor=b,site=lodge until=1 1700000000", "measurement 'gap' holds no readings of ours; name its fields under sensors")]
    [InlineData("circuit,node=a,sensor=b,site=lodge energy_wh=5 1700000000", "it holds no quantity of ours")]
    [InlineData("event,node=a,sensor=b,site=lodge state=2 1700000000", "state is '2', neither on nor off")]
    [InlineData("climate,node=a,sensor=b,site=lodge note=\"open 1700000000", "field 'note' has no value or a quote that is not closed")]
    [InlineData("climate,node=a,node=b temperature_c=1 1700000000", "tag 'node' is empty or stands twice")]
    [InlineData("climate temperature_c=1,temperature_c=2 1700000000", "field 'temperature_c' stands twice")]
    [InlineData("=1 2", "a field has no value")]
    [InlineData("a b=\"", "field 'b' has no value or a quote that is not closed")]
    public void A_line_that_is_wrong_is_named(string line, string detail)
    {
        var import = ImportBench.Text(Own, line + "\n");

        Assert.Empty(import.Readings);
        Assert.Equal(detail, Assert.Single(import.Faults).Fault.Detail);
    }
}
