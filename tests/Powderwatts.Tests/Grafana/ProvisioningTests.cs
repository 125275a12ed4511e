using Powderwatts.Store.Influx;
using YamlDotNet.RepresentationModel;
using static Powderwatts.Tests.YamlFile;

namespace Powderwatts.Tests.Grafana;

public sealed class ProvisioningTests
{
    [Fact]
    public void There_is_one_data_source_for_each_database_with_a_fixed_uid()
    {
        var options = new InfluxOptions { Url = new("http://127.0.0.1:8086") };

        Assert.Equal(
            [("powderwatts-demo", options.DemoDatabase), ("powderwatts-live", options.LiveDatabase)],
            DataSources().Select(s => (Text(s, "uid"), Text(s, "jsonData", "dbName"))).Order());
    }

    [Fact]
    public void A_data_source_asks_in_InfluxQL_and_shows_a_token_from_a_file()
    {
        foreach (var source in DataSources())
        {
            Assert.Equal("influxdb", Text(source, "type"));
            Assert.Equal("proxy", Text(source, "access"));
            Assert.Equal("false", Text(source, "editable"));
            Assert.Equal("InfluxQL", Text(source, "jsonData", "version"));
            Assert.Equal("Authorization", Text(source, "jsonData", "httpHeaderName1"));
            Assert.Matches(@"^Token \$__file\{/run/secrets/[\w.-]+\}$", Text(source, "secureJsonData", "httpHeaderValue1"));
        }
    }

    [Fact]
    public void The_boards_choice_of_data_finds_both_data_sources()
    {
        foreach (var file in GrafanaBoard.Files)
        {
            var variable = new GrafanaBoard(file).Variables.Single(v => v.GetProperty("name").GetString() == "datasource");
            var pattern = variable.GetProperty("regex").GetString()!.Trim('/');
            Assert.Equal("influxdb", variable.GetProperty("query").GetString());
            Assert.All(DataSources(), source => Assert.Matches(pattern, Text(source, "name")));
        }
    }

    [Fact]
    public void Boards_are_changed_in_files_only()
    {
        var provider = Assert.Single(List(Read("dashboards/powderwatts.yaml"), "providers").Cast<YamlMappingNode>());

        Assert.Equal("file", Text(provider, "type"));
        Assert.Equal("false", Text(provider, "allowUiUpdates"));
        Assert.Equal("true", Text(provider, "disableDeletion"));
        Assert.StartsWith("/", Text(provider, "options", "path"), StringComparison.Ordinal);
    }

    private static IEnumerable<YamlMappingNode> DataSources() => List(Read("datasources/powderwatts.yaml"), "datasources").Cast<YamlMappingNode>();

    private static YamlMappingNode Read(string file) => Load("dashboards/grafana/provisioning/" + file);
}
