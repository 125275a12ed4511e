namespace Powderwatts.Settings.Yaml;

/// <summary>A value of the settings tree with the place it came from: a file's line, or an environment variable.</summary>
internal abstract record SettingNode(SettingPlace Place);

/// <summary>A scalar: its text, and whether it stands in quotes (then it is text whatever it looks like).</summary>
internal sealed record ScalarNode(SettingPlace Place, string Text, bool Quoted) : SettingNode(Place)
{
    /// <summary>`key:` with nothing behind it, or null.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null";
}

/// <summary>A mapping, in the order of the file.</summary>
internal sealed record MapNode(SettingPlace Place, IReadOnlyList<(string Key, SettingPlace KeyPlace, SettingNode Value)> Entries) : SettingNode(Place);

/// <summary>A list.</summary>
internal sealed record ListNode(SettingPlace Place, IReadOnlyList<SettingNode> Items) : SettingNode(Place);
