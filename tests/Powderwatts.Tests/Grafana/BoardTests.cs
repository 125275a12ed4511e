using System.Text.Json;
using System.Text.RegularExpressions;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Grafana;

/// <summary>A board must be loadable from a file by any Grafana since 12: classic JSON without placeholders of an export.</summary>
public sealed class BoardTests
{
    private static readonly string[] fields = ["quality", "seq", "energy_from", "interval_s", "outbox", "until", "from", "to"];
    private static readonly string[] names = ["circuit", "climate", "event", "gap", "site", "node", "sensor", "origin"];
    private static readonly string[] builtIn = ["timeFilter", "__interval", "__all", "tag_node", "tag_sensor"];

    public static TheoryData<string> Boards => [.. GrafanaBoard.Files.Select(f => Path.GetFileName(f))];

    [Fact]
    public void There_is_a_board() => Assert.NotEmpty(GrafanaBoard.Files);

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_is_classic_JSON_with_a_fixed_uid(string file)
    {
        var board = Read(file).Root;

        Assert.Equal(42, board.GetProperty("schemaVersion").GetInt32());
        Assert.Matches("^powderwatts-[a-z0-9-]{1,28}$", board.GetProperty("uid").GetString());
        foreach (var absent in new[] { "id", "elements", "layout", "spec", "apiVersion", "kind", "__inputs", "__requires", "__elements" })
            Assert.False(board.TryGetProperty(absent, out _), absent);
        Assert.DoesNotContain("${DS_", File.ReadAllText(PathOf(file)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Panels_have_ids_of_their_own_and_lie_beside_each_other(string file)
    {
        var panels = Read(file).Panels.ToArray();

        Assert.NotEmpty(panels);
        Assert.Equal(panels.Length, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = new HashSet<(int, int)>();
        foreach (var panel in panels)
        {
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (Number(place, "x"), Number(place, "y"), Number(place, "w"), Number(place, "h"));
            Assert.InRange(x + w, 1, 24);
            for (var column = x; column < x + w; column++)
            {
                for (var row = y; row < y + h; row++)
                    Assert.True(cells.Add((column, row)), $"\"{panel.GetProperty("title")}\" covers another panel");
            }

            Assert.NotEqual("", panel.GetProperty("description").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_question_is_InfluxQL_about_one_site_and_one_origin(string file)
    {
        var board = Read(file);
        foreach (var target in board.Panels.SelectMany(p => p.GetProperty("targets").EnumerateArray()))
        {
            var query = target.GetProperty("query").GetString()!;
            Assert.True(target.GetProperty("rawQuery").GetBoolean());
            Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.Contains("\"site\" = '$site' AND \"origin\" = '$origin'", query, StringComparison.Ordinal);
            Assert.Contains("$timeFilter", query, StringComparison.Ordinal);
            Assert.DoesNotContain("fill(0)", query, StringComparison.Ordinal); // an absent reading is not 0
        }

        Assert.All(board.Panels, panel => Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_name_in_a_question_is_one_of_the_store(string file)
    {
        string[] known = [.. fields, .. names, .. Quantities.All.Select(q => q.Name())];
        foreach (var (title, query, _) in Read(file).Queries)
        {
            var own = Regex.Matches(query, "AS \"(\\w+)\"").Select(m => m.Groups[1].Value);
            var unknown = Regex.Matches(query, "\"(\\w+)\"").Select(m => m.Groups[1].Value).Except(known).Except(own);
            Assert.True(!unknown.Any(), $"\"{title}\" asks for {string.Join(", ", unknown)}");
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_variable_in_use_is_one_of_the_board_and_one_origin_is_chosen(string file)
    {
        var board = Read(file);
        var defined = board.Variables.Select(v => v.GetProperty("name").GetString()!).ToArray();

        Assert.Empty(GrafanaBoard.Used(File.ReadAllText(PathOf(file))).Except(defined).Except(builtIn));
        var origin = board.Variables.Single(v => v.GetProperty("name").GetString() == "origin");
        Assert.False(origin.GetProperty("multi").GetBoolean());
        Assert.False(origin.GetProperty("includeAll").GetBoolean());
    }

    private static GrafanaBoard Read(string file) => new(PathOf(file));

    private static string PathOf(string file) => Path.Combine(Checkout.Root, "dashboards", "grafana", "boards", file);

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
