using System.Net;
using System.Net.Sockets;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Booth;

/// <summary>What a person reads when the booth cannot start: one sentence with the next step, and the exit code for scripts.</summary>
public sealed class StartFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--listen", "--mqtt", "another program uses the port; stop it, or choose a free port with --listen 127.0.0.1:0")]
    [InlineData("--mqtt", "--listen", "the port is in use; stop the other program or choose another with --mqtt")]
    public async Task A_port_in_use_ends_with_one_sentence_and_the_next_step(string taken, string free, string nextStep)
    {
        using var data = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (exitCode, output, error) = await TheProgram.RunAsync(["booth", "--data", data.Path, taken, listener.LocalEndpoint.ToString()!, free, "127.0.0.1:0"], Token);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.EndsWith(nextStep, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_booth_on_one_data_folder_is_refused_and_names_the_first()
    {
        using var data = new TemporaryFolder();
        await using var first = await BoothProcess.StartAsync(data.Path, [], null, Token);

        var (exitCode, _, error) = await TheProgram.RunAsync(["booth", "--data", data.Path, "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"], Token);

        Assert.Equal(1, exitCode);
        Assert.Equal($"cannot use data folder '{data.Path}': process {first.ProcessId} is using it; stop that one or name another folder with --data", error.Trim());
    }

    [Fact]
    public async Task Wrong_settings_are_all_told_and_end_with_78()
    {
        using var data = new TemporaryFolder();
        var rig = data.File("powderwatts.yaml");
        await File.WriteAllTextAsync(rig, "version: 1\nsite: { id: Lodge }\nsensrs: []\n", Token);

        var (exitCode, _, error) = await TheProgram.RunAsync(["booth", "--config", rig, "--data", data.Path], Token);

        Assert.Equal(78, exitCode);
        Assert.Equal(
            [$"{rig}:2:13  error  site.id  \"Lodge\" is no id; allowed: 1 to 32 of a-z, 0-9 and -", $"{rig}:3:1  error  sensrs  unknown key; did you mean \"sensors\"?", "2 errors"],
            error.Trim().Split('\n'));
    }
}
