using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Powderwatts.Tests;

public sealed class HouseTests
{
    private static readonly Dictionary<string, string[]> allowed = new(StringComparer.Ordinal)
    {
        ["Powderwatts.Readings"] = [],
        ["Powderwatts.Edge"] = ["Powderwatts.Readings"],
        ["Powderwatts.Store"] = ["Powderwatts.Readings"],
        ["Powderwatts.Savings"] = ["Powderwatts.Readings"],
        ["Powderwatts.Tape"] = ["Powderwatts.Readings"],
        ["Powderwatts.Collector"] = ["Powderwatts.Store"],
        ["Powderwatts.Dashboard"] = ["Powderwatts.Store", "Powderwatts.Savings"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Checkout.Root, "src")).Select(d => Path.GetFileName(d))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_house_allows(string project)
    {
        if (project == "Powderwatts")
            return; // composes all

        var csproj = XDocument.Load(Path.Combine(Checkout.Root, "src", project, project + ".csproj"));
        var references = csproj.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Empty(references.Except(allowed[project]));
    }

    [Theory]
    [InlineData("System.DateTime.UtcNow", @"\bDateTime\.(UtcNow|Now|Today)\b")]
    [InlineData("System.DateTimeOffset.UtcNow", @"\bDateTimeOffset\.(UtcNow|Now)\b")]
    [InlineData("System.Threading.Thread.Sleep", @"\bThread\.Sleep\(")]
    [InlineData("System.Diagnostics.Stopwatch.StartNew", @"\bStopwatch\.")]
    [InlineData("System.Threading.Tasks.Task.Delay(System.TimeSpan)", @"\bTask\.Delay\([^,()]*(\([^()]*\))?[^,()]*\)")]
    [InlineData("System.Random.#ctor", @"\bnew Random\(\)")]
    public void Time_and_chance_come_from_outside(string symbol, string pattern)
    {
        // the analyzer holds it in every build; this holds that the analyzer is asked to, and looks once more
        Assert.Contains(symbol, File.ReadAllText(Path.Combine(Checkout.Root, "BannedSymbols.txt")), StringComparison.Ordinal);
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", File.ReadAllText(Path.Combine(Checkout.Root, ".editorconfig")), StringComparison.Ordinal);

        var offenders = Sources().SelectMany(file => File.ReadLines(file).Select((text, i) => (file, Line: i + 1, text)))
            .Where(line => Regex.IsMatch(line.text, pattern) && !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => $"{Path.GetRelativePath(Checkout.Root, line.file)}:{line.Line}");
        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var offenders = Sources().Where(file => Regex.IsMatch(File.ReadAllText(file), @"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b"));

        Assert.Empty(offenders);
    }

    [Fact]
    public void No_folder_is_a_drawer()
    {
        string[] drawers = ["Core", "Common", "Helpers", "Utils", "Managers", "Services", "Interfaces", "Models"];
        var folders = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(d => !d.Contains("node_modules", StringComparison.Ordinal) && !d.Contains("/obj", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Empty(folders.Intersect(drawers, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("node_modules", StringComparison.Ordinal));
}
