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

    [Fact]
    public void No_folder_is_a_drawer()
    {
        string[] drawers = ["Core", "Common", "Helpers", "Utils", "Managers", "Services", "Interfaces", "Models"];
        var folders = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(d => !d.Contains("node_modules", StringComparison.Ordinal) && !d.Contains("/obj", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Empty(folders.Intersect(drawers, StringComparer.OrdinalIgnoreCase));
    }
}
