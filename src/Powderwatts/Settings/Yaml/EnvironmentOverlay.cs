using System.Globalization;

namespace Powderwatts.Settings.Yaml;

/// <summary>Lays `POWDERWATTS__SECTION__KEY` over the tree of a settings file; lists by number: `POWDERWATTS__SENSORS__0__ADDRESS`.</summary>
internal static class EnvironmentOverlay
{
    /// <summary>The prefix of every variable that is a setting.</summary>
    public const string Prefix = "POWDERWATTS__";

    /// <summary>Returns the tree with the variables laid over it, in the order of their names.</summary>
    public static MapNode Apply(MapNode root, IEnumerable<KeyValuePair<string, string>> variables)
    {
        SettingNode result = root;
        foreach (var (name, value) in variables
            .Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var path = name[Prefix.Length..].ToLowerInvariant().Split("__");
            result = Set(result, path, new ScalarNode(new SettingPlace(name, 0, 0), value, Quoted: false));
        }

        return (MapNode)result;
    }

    private static SettingNode Set(SettingNode? node, ReadOnlySpan<string> path, ScalarNode value)
    {
        if (path.IsEmpty)
            return value;
        if (int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && node is null or ListNode)
        {
            var items = (node as ListNode)?.Items.ToList() ?? [];
            if (index < items.Count)
                items[index] = Set(items[index], path[1..], value);
            else
                items.Add(Set(null, path[1..], value));
            return new ListNode(node?.Place ?? value.Place, items);
        }

        var entries = (node as MapNode)?.Entries.ToList() ?? [];
        var key = path[0];
        var at = entries.FindIndex(e => e.Key == key);
        if (at >= 0)
            entries[at] = (key, value.Place, Set(entries[at].Value, path[1..], value));
        else
            entries.Add((key, value.Place, Set(null, path[1..], value)));
        return new MapNode(node?.Place ?? value.Place, entries);
    }
}
