using Powderwatts.Importing;
using Powderwatts.Settings;
using Powderwatts.Tape;

namespace Powderwatts.Tests.Importing;

/// <summary>`tape import` from its files to its files and words.</summary>
public sealed class ImportRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter words = new();
    private readonly StringWriter output = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tape_comes_out_and_the_report_names_every_row_that_is_not_on_it()
    {
        var code = Run(Recordings.Example("household.yaml"), Recordings.Path("household-week.csv.gz"), report: folder.File("report.tsv"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            "line\twhat\treason\tdetail\n6841\trow\tno value\tevery mapped column is missing\n6842\trow\tno value\tevery mapped column is missing\n",
            File.ReadAllText(folder.File("report.tsv")));
        using var tape = TapeReader.Open(folder.File("out.pwtape"));
        Assert.Equal(("household", "Household, December 2006", "Europe/Paris", "import"), (tape.Header.Site, tape.Header.Name, tape.Header.Zone, tape.Header.Source));
        Assert.Equal(["mains", "water-heater"], tape.Header.Nodes.Single().Sensors.Select(s => s.Sensor));
        Assert.Equal(18_068, tape.Summary().Readings);
        Assert.Equal(TapeEnding.Complete, tape.End.Ending);
        Assert.Contains("18068 readings from 9034 of 9036 rows, 2006-12-16T16:24:00Z to 2006-12-22T22:59:00Z", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("refused 2 rows:", words.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cannot import 'input.csv': it holds no rows; is it the right file?")]
    [InlineData("Datetime,Global_active_power,Voltage,Global_intensity,Sub_metering_3\n", "cannot import 'input.csv': it holds no rows; is it the right file?")]
    [InlineData("Datetime,Global_active_power,Voltage,Global_intensity,Sub_metering_3\n2006-12-16 17:24:00,4.216,234,18,0\n",
        "cannot import 'input.csv': none of its 1 rows can be used; nothing was written")]
    public void Nothing_usable_ends_with_1_and_leaves_no_tape(string text, string says)
    {
        File.WriteAllText(folder.File("input.csv"), text);

        Assert.Equal(ExitCode.Failed, Run(Recordings.Example("household.yaml"), folder.File("input.csv")));

        Assert.StartsWith(says, words.ToString(), StringComparison.Ordinal);
        Assert.Equal(["input.csv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Columns_that_are_not_there_are_all_named_with_their_line_of_the_mapping()
    {
        File.WriteAllText(folder.File("input.csv"), "Date_time;Global_active_Power;Voltage;Voltage;\n");
        var map = folder.File("map.yaml");
        File.WriteAllText(map, File.ReadAllText(Recordings.Example("household.yaml")).Replace("time: {", "csv: { delimiter: \";\" }\ntime: {", StringComparison.Ordinal)
            .Replace("column: Sub_metering_3", "column: 9", StringComparison.Ordinal));

        var fault = Assert.Throws<SettingsException>(() => Run(map, folder.File("input.csv")));

        Assert.Equal(
            [
                "map.yaml:10:17  error  time.column  'Datetime' is not in the header of input.csv; did you mean 'Date_time'?",
                "map.yaml:15:19  error  sensors[0].columns[0].column  'Global_active_power' is not in the header of input.csv; did you mean 'Global_active_Power'?",
                "map.yaml:16:19  error  sensors[0].columns[1].column  'Voltage' stands twice in the header of input.csv: use the number, 3 or 4",
                "map.yaml:17:19  error  sensors[0].columns[2].column  'Global_intensity' is not in the header of input.csv; it has 'Date_time', 'Global_active_Power', 'Voltage', 'Voltage', (column 5 has no name); is csv.delimiter right?",
                "map.yaml:21:19  error  sensors[1].columns[0].column  is 9; input.csv has the columns 1 to 5",
            ],
            fault.Faults.Select(f => f.ToString().Replace(folder.Path + "/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_tape_that_is_there_is_not_written_over()
    {
        File.WriteAllText(folder.File("out.pwtape"), "mine");

        var fault = Assert.Throws<StartException>(() => Run(Recordings.Example("tasmota.yaml"), Recordings.Path("tasmota.log")));

        Assert.EndsWith("it exists; name another, or replace it with --force", fault.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.File("out.pwtape")));
        Assert.Equal(ExitCode.Done, Run(Recordings.Example("tasmota.yaml"), Recordings.Path("tasmota.log"), force: true));
    }

    [Fact]
    public void A_report_is_not_written_over_another_file_without_force()
    {
        File.WriteAllText(folder.File("report.tsv"), "mine");

        var fault = Assert.Throws<StartException>(() => Run(Recordings.Example("tasmota.yaml"), Recordings.Path("tasmota.log"), folder.File("report.tsv")));

        Assert.Equal($"cannot write '{folder.File("report.tsv")}': it exists; name another, or replace it with --force", fault.Message);
        Assert.Equal("mine", File.ReadAllText(folder.File("report.tsv")));
        Assert.Equal(["report.tsv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Equal(ExitCode.Done, Run(Recordings.Example("tasmota.yaml"), Recordings.Path("tasmota.log"), folder.File("report.tsv"), force: true));
        Assert.StartsWith("line\twhat\treason", File.ReadAllText(folder.File("report.tsv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map.yaml", "it is the mapping, the input or the tape; name another file with --report")]
    [InlineData("input.log", "it is the mapping, the input or the tape; name another file with --report")]
    [InlineData("out.pwtape", "it is the mapping, the input or the tape; name another file with --report")]
    [InlineData("link", "it is a symbolic link; name the file itself")]
    [InlineData("folder", "it is a folder; name a file in it")]
    public void Not_even_force_lets_a_report_replace_what_the_import_needs_or_a_link(string report, string cause)
    {
        File.Copy(Recordings.Example("tasmota.yaml"), folder.File("map.yaml"));
        File.Copy(Recordings.Path("tasmota.log"), folder.File("input.log"));
        File.CreateSymbolicLink(folder.File("link"), folder.File("map.yaml"));
        Directory.CreateDirectory(folder.File("folder"));
        var before = File.ReadAllText(folder.File("map.yaml"));

        var fault = Assert.Throws<StartException>(() => Run(folder.File("map.yaml"), folder.File("input.log"), folder.File(report), force: true));

        Assert.Equal($"cannot write '{folder.File(report)}': {cause}", fault.Message);
        Assert.Equal(before, File.ReadAllText(folder.File("map.yaml")));
        Assert.Equal(File.ReadAllText(Recordings.Path("tasmota.log")), File.ReadAllText(folder.File("input.log")));
        Assert.False(File.Exists(folder.File("out.pwtape")));
    }

    [Fact]
    public void More_sensors_than_a_tape_holds_are_refused_row_by_row()
    {
        var rows = Enumerable.Range(0, 4100).Select(i => $"circuit,node=n{i / 200},sensor=s{i},site=lodge power_w=1 1700000000\n");
        File.WriteAllText(folder.File("input.lp"), string.Concat(rows));
        File.WriteAllText(folder.File("map.yaml"), "{ version: 1, format: line-protocol, site: lodge, zone: UTC }");

        Assert.Equal(ExitCode.Done, Run(folder.File("map.yaml"), folder.File("input.lp")));

        using var tape = TapeReader.Open(folder.File("out.pwtape"));
        Assert.Equal((TapeLimits.Sensors, TapeEnding.Complete), (tape.Summary().Sensors.Length, tape.End.Ending));
        Assert.Contains("refused 4 rows:", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("there are more than 4096 sensors", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_the_input_never_become_paths()
    {
        File.WriteAllText(folder.File("input.lp"), "circuit,node=../../evil,sensor=x,site=lodge power_w=1 1700000000\ncircuit,node=a,sensor=b,site=lodge power_w=1 1700000000\n");
        File.WriteAllText(folder.File("map.yaml"), "{ version: 1, format: line-protocol, site: lodge, name: ../../evil, zone: UTC }");
        var before = Directory.GetFileSystemEntries(Path.GetDirectoryName(folder.Path)!, "*evil*");

        Assert.Equal(ExitCode.Done, Run(folder.File("map.yaml"), folder.File("input.lp")));

        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetDirectoryName(folder.Path)!, "*evil*"));
        Assert.Equal(["input.lp", "map.yaml", "out.pwtape"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<StartException>(() => Run(Recordings.Example("tasmota.yaml"), folder.File("none.log")));

        Assert.StartsWith($"cannot import '{folder.File("none.log")}': Could not find file", fault.Message, StringComparison.Ordinal);
    }

    private int Run(string map, string input, string? report = null, bool force = false) => ImportRun.Run(
        new ImportOptions { Map = map, Input = input, Tape = folder.File("out.pwtape"), Report = report, Force = force },
        TimeProvider.System, output, words, showProgress: false, TestContext.Current.CancellationToken);
}
