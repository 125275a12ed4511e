using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Recordings;

namespace Powderwatts.Tests.Edge.Simulation.Recordings;

public sealed class LoadRecordingTests
{
    private const string Header = "Timestamp,Active (W)\n";
    private static readonly DateTimeOffset start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_bundled_water_heater_used_193_Wh()
    {
        var load = LoadRecording.Open("water-heater");

        Assert.Equal(193.009, load.EnergyWh, 0.0005);
        Assert.Equal(TimeSpan.FromSeconds(286), load.Duration);
    }

    [Fact]
    public void Power_lies_on_straight_lines_between_the_rows_and_is_0_around_them()
    {
        var load = Read(Header + "2022-11-22 11:19:03,100\n2022-11-22 11:19:05.500,200\n2022-11-22 11:19:06.500,50\n");

        Assert.Equal(0, load.WattsAt(TimeSpan.FromMilliseconds(-1)));
        Assert.Equal(100, load.WattsAt(TimeSpan.Zero));
        Assert.Equal(140, load.WattsAt(TimeSpan.FromSeconds(1)), 9);
        Assert.Equal(200, load.WattsAt(TimeSpan.FromSeconds(2.5)));
        Assert.Equal(50, load.WattsAt(TimeSpan.FromSeconds(3.5)));
        Assert.Equal(0, load.WattsAt(TimeSpan.FromSeconds(3.5001)));
        Assert.Equal((150 * 2.5 + 125 * 1) / 3600, load.EnergyWh, 9);
    }

    [Fact]
    public void Played_it_is_scaled_onto_a_12_V_strip_and_runs_at_weather_speed()
    {
        var played = new PlayedLoad(Read(Header + "2022-11-22 11:19:00,1200\n2022-11-22 11:19:20,2400\n"), start, 10);

        Assert.Equal((12, 0), played.At(start.AddSeconds(-1)));
        Assert.Equal((12, 1), played.At(start));
        Assert.Equal(1.5, played.At(start.AddSeconds(1)).CurrentA, 9);
        Assert.Equal(2, played.At(start.AddSeconds(2)).CurrentA, 9);
        Assert.Equal((12, 0), played.At(start.AddSeconds(2.1)));
        Assert.Equal((12, 0), played.At(DateTimeOffset.MaxValue));
        Assert.Equal((12, 0), played.At(DateTimeOffset.MinValue));
    }

    [Theory]
    [InlineData("# a comment\nvolts,Timestamp,Active (W)\r\n230,2022-11-22T11:19:03.25Z,1\r\n230,2022-11-22T11:19:04.25Z,1\r\n")]
    [InlineData("Timestamp,Active (W)\n2022-11-22T11:19:03+01:00,1\n2022-11-22T10:19:04Z,1\n")]
    [InlineData("\uFEFFTimestamp,Active (W)\n2022-11-22 11:19:03,1\n2022-11-22 11:19:04.0,1e0")]
    public void Other_columns_comments_zones_and_line_ends_are_read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.Equal(TimeSpan.FromSeconds(1), LoadRecording.Open(path).Duration);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("", "no header")]
    [InlineData("Timestamp,Power\n", "line 1, column 'Active (W)': the header has no column")]
    [InlineData("Timestamp,Active (W),Timestamp\n", "line 1, column 'Timestamp': the header has the column 'Timestamp' twice")]
    [InlineData(Header, "0 rows")]
    [InlineData(Header + "2022-11-22 11:19:03,1\n", "1 rows")]
    [InlineData(Header + "2022-11-22 11:19:03,1,2\n", "line 2: it has 3 fields and the header has 2")]
    [InlineData(Header + "22/11/2022 11:19,1\n", "line 2, column 'Timestamp': '22/11/2022 11:19' is no instant")]
    [InlineData(Header + "2022-11-22 11:19:03,1\n2022-11-22 11:19:03,1\n", "line 3, column 'Timestamp': '2022-11-22 11:19:03' is not later")]
    [InlineData(Header + "2022-11-22 11:19:03,1\n2022-11-22 11:19:04Z,1\n", "line 3, column 'Timestamp': '2022-11-22 11:19:04Z' has a zone")]
    [InlineData(Header + "2022-11-22 11:19:03,\n", "line 2, column 'Active (W)': '' is no number")]
    [InlineData(Header + "2022-11-22 11:19:03,NaN\n", "line 2, column 'Active (W)'")]
    [InlineData(Header + "2022-11-22 11:19:03,-1\n", "line 2, column 'Active (W)': -1 W is out of range")]
    [InlineData(Header + "2022-11-22 11:19:03,9600\n2022-11-22 11:19:04,9600.1\n", "line 3, column 'Active (W)': 9600.1 W is out of range")]
    [InlineData(Header + "2022-11-22 11:19:03,\"1\"\n", "line 2: it has a quotation mark")]
    [InlineData(Header + "\n", "line 2: it has 1 fields")]
    public void A_fault_names_its_file_line_column_and_the_next_step(string text, string expected)
    {
        var fault = Assert.Throws<SimulationException>(() => Read(text));

        Assert.StartsWith("cannot read the load recording 'test', line ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("; ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_says_what_can_be_given()
    {
        var fault = Assert.Throws<SimulationException>(() => LoadRecording.Open("/nowhere/load.csv"));

        Assert.Contains("'/nowhere/load.csv'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("water-heater", fault.Message, StringComparison.Ordinal);
    }

    private static LoadRecording Read(string text) => LoadCsv.Read(new StringReader(text), "test");
}
