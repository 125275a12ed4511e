using Powderwatts.Readings.Wire;
using YamlDotNet.RepresentationModel;

namespace Powderwatts.Tests.Readings.Wire;

public sealed class AsyncApiTests
{
    /// <summary>Every topic of the contract with the QoS and the retain flag that its sender uses.</summary>
    private static readonly (string Topic, string Qos, string Retain, string Message)[] contract =
    [
        (Topics.Status("lodge", "booth-pi"), "1", "true", "status"),
        (Topics.About("lodge", "booth-pi"), "1", "true", "about"),
        (Topics.Health("lodge", "booth-pi"), "1", "true", "health"),
        (Topics.CollectorHealth("booth"), "1", "true", "health"),
        (Topics.Live("lodge", "booth-pi", "gutter-north"), "0", "false", "reading"),
        (Topics.Event("lodge", "booth-pi", "gutter-north"), "1", "false", "reading"),
        (Topics.Data("lodge", "booth-pi"), "1", "false", "chunk"),
        (Topics.Ack("lodge", "booth-pi"), "1", "false", "acknowledgement"),
    ];

    private readonly YamlMappingNode root = Load();

    [Fact]
    public void The_document_has_every_topic_with_its_service_quality_and_its_payload()
    {
        var described = new List<(string, string, string, string)>();
        foreach (var (_, operation) in Map(root, "operations"))
        {
            var channel = Resolve(Map((YamlMappingNode)operation, "channel"));
            var mqtt = Map(Map((YamlMappingNode)operation, "bindings"), "mqtt");
            var message = Assert.Single(Map(channel, "messages"));
            described.Add((Filled(Text(channel, "address")), Text(mqtt, "qos"), Text(mqtt, "retain"), ((YamlScalarNode)message.Key).Value!));
        }

        Assert.Equal(contract.Order(), described.Order());
        Assert.Equal(Map(root, "channels").Children.Count, described.Count);
    }

    [Fact]
    public void Every_channel_names_the_parameters_of_its_address()
    {
        foreach (var (_, value) in Map(root, "channels"))
        {
            var channel = (YamlMappingNode)value;
            var named = Map(channel, "parameters").Children.Keys.Select(key => "{" + key + "}");
            Assert.Equal(Text(channel, "address").Split('/').Where(level => level.StartsWith('{')), named);
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = root.AllNodes.OfType<YamlMappingNode>().Where(node => node.Children.ContainsKey("$ref")).ToList();

        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            if (Text(reference, "$ref").StartsWith('#'))
                Assert.NotEmpty(Resolve(reference).Children);
            else
                Assert.True(File.Exists(Path.Combine(WirePayload.Folder, Text(reference, "$ref"))));
        }
    }

    [Fact]
    public void Every_json_message_points_to_its_schema() => Assert.All(WirePayload.Names, name => Assert.Equal(
        $"./{name}.schema.json", Text(Map(Map(Map(Map(Map(root, "components"), "messages"), name), "payload"), "schema"), "$ref")));

    private static string Filled(string address) => address
        .Replace("{site}", "lodge", StringComparison.Ordinal).Replace("{node}", "booth-pi", StringComparison.Ordinal)
        .Replace("{sensor}", "gutter-north", StringComparison.Ordinal).Replace("{collector}", "booth", StringComparison.Ordinal);

    private YamlMappingNode Resolve(YamlMappingNode reference)
    {
        var node = root;
        foreach (var part in Text(reference, "$ref").Split('/').Skip(1))
            node = Map(node, part);
        return node;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[key]).Value!;

    private static YamlMappingNode Load()
    {
        using var file = File.OpenText(Path.Combine(WirePayload.Folder, "asyncapi.yaml"));
        var yaml = new YamlStream();
        yaml.Load(file);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
