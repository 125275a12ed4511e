using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Powderwatts.Settings.Yaml;

/// <summary>Reads a YAML text into a settings tree that knows its lines and columns.</summary>
internal static class YamlTree
{
    /// <summary>The longest settings file, characters.</summary>
    public const int MaxLength = 1024 * 1024;

    private const int MaxDepth = 20;
    private const int MaxValues = 20_000;

    /// <summary>Parses one document.</summary>
    /// <exception cref="SettingsException">The text is no YAML, or is not a mapping.</exception>
    public static MapNode Parse(string text, string source)
    {
        if (text.Length > MaxLength)
            throw Fault(source, 0, 0, $"the file has {text.Length} characters; allowed: {MaxLength}");
        var at = Mark.Empty;
        try
        {
            RefuseBombs(text, source, ref at);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0)
                return new MapNode(new SettingPlace(source, 1, 1), []);
            if (yaml.Documents.Count > 1)
                throw Fault(source, Line(yaml.Documents[1].RootNode.Start), 1, "a second document; a settings file is one");
            return Convert(yaml.Documents[0].RootNode, source, 0) switch
            {
                MapNode map => map,
                ScalarNode { IsNull: true } => new MapNode(new SettingPlace(source, 1, 1), []),
                var other => throw Fault(source, other.Place.Line, other.Place.Column, "must be a mapping: `site:`, `node:`, `sensors:` and so on"),
            };
        }
        catch (YamlException fault)
        {
            throw Fault(source, Line(fault.Start), Column(fault.Start), "no valid YAML: " + Reason(fault));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException)
        {
            // the library lets these out of its scanner for some malformed texts
            throw Fault(source, Line(at), Column(at), "no valid YAML: cannot be read on from here");
        }
    }

    // the tree is built by recursion, and an alias is written out wherever it is named, so that a few lines of aliases in aliases
    // stand for billions of values: a text that nests too deep or grows too large is refused before that
    private static void RefuseBombs(string text, string source, ref Mark at)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<(string Anchor, int Before)>();
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int values = 0, depth = 0; parser.MoveNext();)
        {
            at = parser.Current!.End;
            depth += parser.Current.NestingIncrease;
            if (depth > MaxDepth)
                throw Fault(source, Line(at), Column(at), $"nested more than {MaxDepth} deep");
            switch (parser.Current)
            {
                case Scalar scalar:
                    values++;
                    Remember(sizes, scalar.Anchor, 1);
                    break;
                case SequenceStart or MappingStart:
                    open.Push((((NodeEvent)parser.Current).Anchor is { IsEmpty: false } anchor ? anchor.Value : "", values++));
                    break;
                case SequenceEnd or MappingEnd:
                    var (name, before) = open.Pop();
                    if (name.Length > 0)
                        sizes[name] = values - before;
                    break;
                case AnchorAlias alias:
                    if (open.Any(o => o.Anchor == alias.Value.Value))
                        throw Fault(source, Line(at), Column(at), "an alias that holds itself");
                    values += sizes.GetValueOrDefault(alias.Value.Value, 1);
                    break;
            }

            if (values > MaxValues)
                throw Fault(source, Line(at), Column(at), $"the file stands for more than {MaxValues} values; use fewer aliases");
        }
    }

    private static void Remember(Dictionary<string, int> sizes, AnchorName anchor, int size)
    {
        if (!anchor.IsEmpty)
            sizes[anchor.Value] = size;
    }

    private static SettingNode Convert(YamlNode node, string source, int depth)
    {
        var place = new SettingPlace(source, Line(node.Start), Column(node.Start));
        if (depth > MaxDepth)
            throw Fault(source, place.Line, place.Column, "an alias that holds itself");
        return node switch
        {
            YamlScalarNode scalar => new ScalarNode(place, scalar.Value ?? "", scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted),
            YamlSequenceNode list => new ListNode(place, [.. list.Children.Select(c => Convert(c, source, depth + 1))]),
            YamlMappingNode map => new MapNode(place, [.. map.Children.Select(e =>
                (Key(e.Key, source), new SettingPlace(source, Line(e.Key.Start), Column(e.Key.Start)), Convert(e.Value, source, depth + 1)))]),
            _ => throw Fault(source, place.Line, place.Column, "an alias to nothing"),
        };
    }

    private static string Key(YamlNode key, string source) =>
        (key as YamlScalarNode)?.Value ?? throw Fault(source, Line(key.Start), Column(key.Start), "a key must be plain text");

    private static string Reason(YamlException fault)
    {
        // the library repeats the position in its own words before the colon
        var text = fault.InnerException is YamlException inner ? inner.Message : fault.Message;
        var end = text.StartsWith('(') ? text.IndexOf("): ", StringComparison.Ordinal) : -1;
        return end < 0 ? text : text[(end + 3)..];
    }

    private static int Line(Mark mark) => int.CreateSaturating(mark.Line);

    private static int Column(Mark mark) => int.CreateSaturating(mark.Column);

    private static SettingsException Fault(string source, int line, int column, string reason) =>
        new([new SettingsFault(source, line, column, "", reason.ToString(CultureInfo.InvariantCulture))]);
}
