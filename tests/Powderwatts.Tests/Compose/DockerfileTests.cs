using System.Text.Json;
using System.Text.RegularExpressions;
using Powderwatts.Verbs;

namespace Powderwatts.Tests.Compose;

public sealed class DockerfileTests
{
    private static readonly string[] lines = File.ReadAllLines(Path.Combine(Checkout.Root, "Dockerfile"));

    [Fact]
    public void Every_stage_begins_with_an_image_of_a_pinned_version()
    {
        var stages = lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)).ToArray();

        Assert.Equal(3, stages.Length);
        Assert.All(stages, stage => Assert.Matches(@"^FROM [\w./-]+:\d+\.\d+\.\d+[\w.-]* AS \w+$", stage));
    }

    [Fact]
    public void The_SDK_is_one_that_global_json_takes()
    {
        using var global = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "global.json")));
        var wanted = Version.Parse(global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!);
        var image = Version.Parse(Regex.Match(string.Join('\n', lines), @"dotnet/sdk:([\d.]+)").Groups[1].Value);
        var runtime = Version.Parse(Regex.Match(string.Join('\n', lines), @"dotnet/aspnet:([\d.]+)").Groups[1].Value);

        // latestPatch: the same hundred, the same patch or a later one
        Assert.Equal((wanted.Major, wanted.Minor, wanted.Build / 100), (image.Major, image.Minor, image.Build / 100));
        Assert.True(image >= wanted);
        Assert.Equal((wanted.Major, wanted.Minor), (runtime.Major, runtime.Minor));
    }

    [Fact]
    public void Node_is_as_new_as_the_page_needs()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "src", "Powderwatts.Dashboard", "web", "package.json")));
        var needed = int.Parse(package.RootElement.GetProperty("engines").GetProperty("node").GetString()!.TrimStart('>', '='), System.Globalization.CultureInfo.InvariantCulture);

        Assert.True(int.Parse(Regex.Match(string.Join('\n', lines), @"FROM node:(\d+)\.").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= needed);
    }

    [Fact]
    public void What_is_copied_from_the_repository_is_there_and_is_not_kept_out()
    {
        var ignored = File.ReadAllLines(Path.Combine(Checkout.Root, ".dockerignore"));
        foreach (var copy in lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)))
        {
            var source = copy.Split(' ')[1];
            Assert.True(Path.Exists(Path.Combine(Checkout.Root, source)), copy);
            Assert.DoesNotContain(source.Split('/')[0], ignored);
        }

        // what the program embeds
        foreach (var needed in new[] { "src", "firmware-config", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json" })
            Assert.DoesNotContain(needed, ignored);
    }

    [Fact]
    public void The_program_runs_as_nobody_special_is_watched_and_starts_with_a_command_line_of_its_own()
    {
        var last = lines.SkipWhile(l => !l.EndsWith("AS runtime", StringComparison.Ordinal)).ToArray();

        Assert.Contains("USER $APP_UID", last);
        Assert.Contains(last, l => l.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.Contains("ENTRYPOINT [\"/app/powderwatts\"]", last);
        var command = JsonSerializer.Deserialize<string[]>(last.Single(l => l.StartsWith("CMD ", StringComparison.Ordinal))[4..])!;
        Assert.Empty(CommandLine.Root().Parse(command).Errors.Select(e => e.Message));
    }

    [Fact]
    public void The_health_check_that_services_name_is_in_the_image()
    {
        Assert.Contains("COPY firmware-config/compose/healthcheck.sh /app/healthcheck.sh", lines);
        var used = new ComposeFile().Own.Select(s => YamlFile.Texts(s.Service, "healthcheck", "test")).Where(t => t.Count > 0).ToArray();

        Assert.Equal(3, used.Length);
        Assert.All(used, test => Assert.Equal(["CMD", "bash", "/app/healthcheck.sh"], test.Take(3)));
    }
}
