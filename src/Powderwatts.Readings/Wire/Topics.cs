using System.Diagnostics.CodeAnalysis;

namespace Powderwatts.Readings.Wire;

/// <summary>The topics of wire contract version 1.</summary>
public static class Topics
{
    /// <summary>The root of every topic.</summary>
    public const string Root = "powderwatts/v1";

    /// <summary>Everything of every node and collector.</summary>
    public const string Everything = Root + "/#";

    /// <summary>Every node's chunks.</summary>
    public const string AnyData = Root + "/+/+/data";

    /// <summary>Every node's `about`.</summary>
    public const string AnyAbout = Root + "/+/+/about";

    /// <summary>`online` or `offline`, retained.</summary>
    public static string Status(string site, string node) => $"{Root}/{site}/{node}/status";

    /// <summary>What a node says of itself, retained.</summary>
    public static string About(string site, string node) => $"{Root}/{site}/{node}/about";

    /// <summary>A node's health, retained.</summary>
    public static string Health(string site, string node) => $"{Root}/{site}/{node}/health";

    /// <summary>A collector's health, retained.</summary>
    public static string CollectorHealth(string collector) => $"{Root}/collector/{collector}/health";

    /// <summary>One reading, for the moment.</summary>
    public static string Live(string site, string node, string sensor) => $"{Root}/{site}/{node}/live/{sensor}";

    /// <summary>A change of state or an alarm.</summary>
    public static string Event(string site, string node, string sensor) => $"{Root}/{site}/{node}/event/{sensor}";

    /// <summary>Chunks, for the record.</summary>
    public static string Data(string site, string node) => $"{Root}/{site}/{node}/data";

    /// <summary>What is settled.</summary>
    public static string Ack(string site, string node) => $"{Root}/{site}/{node}/ack";

    /// <summary>Splits a node's topic. False for anything that is none: wrong root, bad ids, too few or too many levels.</summary>
    public static bool TryParse(string topic, [NotNullWhen(true)] out NodeTopic? parsed)
    {
        parsed = null;
        if (topic is null || topic.Length > 256)
            return false;
        var levels = topic.Split('/');
        if (levels.Length is < 5 or > 6 || levels[0] != "powderwatts" || levels[1] != "v1" || levels[2] == "collector"
            || !Id.IsValid(levels[2]) || !Id.IsValid(levels[3]))
            return false;
        TopicLeaf? leaf = (levels[4], levels.Length) switch
        {
            ("status", 5) => TopicLeaf.Status,
            ("about", 5) => TopicLeaf.About,
            ("health", 5) => TopicLeaf.Health,
            ("data", 5) => TopicLeaf.Data,
            ("ack", 5) => TopicLeaf.Ack,
            ("live", 6) => TopicLeaf.Live,
            ("event", 6) => TopicLeaf.Event,
            _ => null,
        };
        if (leaf is null || (levels.Length == 6 && !Id.IsValid(levels[5])))
            return false;
        parsed = new NodeTopic(levels[2], levels[3], leaf.Value, levels.Length == 6 ? levels[5] : null);
        return true;
    }
}
