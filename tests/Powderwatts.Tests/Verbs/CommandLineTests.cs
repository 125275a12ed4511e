using Powderwatts.Verbs;

namespace Powderwatts.Tests.Verbs;

/// <summary>How verbs end.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string tape;
    private readonly string rig;

    public CommandLineTests()
    {
        tape = TapeMaking.FromRecording(folder, Recordings.Example("tasmota.yaml"), Recordings.Path("tasmota.log"));
        rig = folder.File("rig.yaml");
        File.WriteAllText(rig, "{ version: 1, site: { id: household, zone: America/Denver } }");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("export OUT --tape TAPE")]
    [InlineData("savings --tape TAPE --config RIG")]
    [InlineData("tape cut TAPE OUT")]
    [InlineData("tape join TAPE TAPE OUT")]
    public async Task A_verb_that_is_stopped_before_its_end_ends_with_1_and_writes_nothing(string line)
    {
        Assert.Equal(ExitCode.Failed, await CommandLine.RunAsync(Arguments(line), new CancellationToken(true)));

        Assert.False(File.Exists(folder.File("out")));
        Assert.False(File.Exists(folder.File("out.part")));
    }

    [Theory]
    [InlineData("export OUT --tape TAPE --from 2026")]
    [InlineData("export OUT --tape TAPE --to yesterday")]
    [InlineData("export OUT --config RIG --data DATA --from 2026-03-08T02:30:00")]
    [InlineData("export OUT --tape TAPE --site cabin")]
    [InlineData("export OUT --config RIG --data DATA --site ../cabin")]
    [InlineData("savings --tape TAPE --config RIG --from 2026")]
    [InlineData("savings --tape TAPE --config RIG --site cabin")]
    [InlineData("tape cut TAPE OUT --from 2026")]
    [InlineData("replay TAPE --config RIG --from 2026")]
    [InlineData("booth --replay TAPE --config RIG --to 2026")]
    public async Task A_value_that_is_none_is_an_error_of_the_command_line(string line)
    {
        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(Arguments(line), TestContext.Current.CancellationToken));

        Assert.False(File.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("export OUT --tape TAPE --from 2026-02-01 --to 2026-01-01")]
    [InlineData("export OUT --config RIG --data DATA --from 2026-02-01 --to 2026-02-01")]
    public async Task A_period_that_ends_before_it_begins_is_not_exported(string line)
    {
        Assert.Equal(ExitCode.Failed, await CommandLine.RunAsync(Arguments(line), TestContext.Current.CancellationToken));

        Assert.False(File.Exists(folder.File("out")));
    }

    private string[] Arguments(string line) =>
        [.. line.Split(' ').Select(word => word switch { "TAPE" => tape, "RIG" => rig, "OUT" => folder.File("out"), "DATA" => folder.Path, _ => word })];
}
