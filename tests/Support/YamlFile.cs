using YamlDotNet.RepresentationModel;

namespace Powderwatts.Tests;

/// <summary>Looks into a YAML file of the repository; fails naming what is missing.</summary>
internal static class YamlFile
{
    /// <summary>The root mapping of a file, named from the repository's root.</summary>
    public static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Checkout.Root, file));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    /// <summary>The value at a path of keys, or null.</summary>
    public static YamlNode? Find(YamlNode node, params string[] path)
    {
        var found = node;
        foreach (var key in path)
        {
            if (found is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(key), out var value))
                return null;
            found = value;
        }

        return found;
    }

    /// <summary>The text at a path of keys.</summary>
    public static string Text(YamlNode node, params string[] path)
    {
        var found = Find(node, path);
        Assert.True(found is YamlScalarNode, $"no text at {string.Join('.', path)}");
        return ((YamlScalarNode)found).Value!;
    }

    /// <summary>The list at a path of keys; empty when there is none.</summary>
    public static IReadOnlyList<YamlNode> List(YamlNode node, params string[] path) => Find(node, path) is YamlSequenceNode list ? [.. list.Children] : [];

    /// <summary>The texts of a list at a path of keys; empty when there is none.</summary>
    public static IReadOnlyList<string> Texts(YamlNode node, params string[] path) => [.. List(node, path).Select(n => ((YamlScalarNode)n).Value!)];

    /// <summary>Keys and values of the mapping at a path; empty when there is none.</summary>
    public static IReadOnlyList<(string Key, YamlNode Value)> Entries(YamlNode node, params string[] path) =>
        Find(node, path) is YamlMappingNode map ? [.. map.Children.Select(c => (((YamlScalarNode)c.Key).Value!, c.Value))] : [];
}
