using Powderwatts.Settings.Yaml;

namespace Powderwatts.Settings;

/// <summary>Reads a rig strictly and reports every fault at once.</summary>
internal static class RigReader
{
    private static readonly string[] kinds = ["sqlite", "influx"];

    /// <summary>Reads a rig's text with the environment laid over it.</summary>
    /// <exception cref="SettingsException">All faults, in the order of the file.</exception>
    public static Rig Read(string text, string source, IReadOnlyDictionary<string, string> environment)
    {
        var faults = new List<SettingsFault>();
        var root = new SectionReader(EnvironmentOverlay.Apply(YamlTree.Parse(text, source), environment), "", faults);
        var version = root.Integer("version", 1, int.MaxValue, required: true);
        if (version > Rig.Version)
            root.Fault<long>("version", $"is {version}, made for a newer program; this one reads version {Rig.Version}");

        var folder = Path.GetDirectoryName(Path.GetFullPath(source)) ?? "/";
        var rig = new Rig(
            source,
            Site(root.Section("site")),
            Node(root.Section("node")),
            BrokerReader.Read(root.Section("broker"), folder),
            Store(root.Section("store"), folder),
            SensorReader.Read(root, out var accounting))
        {
            Outbox = OutboxReader.Read(root.Section("outbox")),
            Accounting = accounting with
            {
                Tariff = AccountingReader.Tariff(root.Section("tariff")),
                Factor = AccountingReader.Factor(root.Section("carbon"), folder),
            },
        };
        root.Finish();
        return faults.Count == 0 ? rig : throw new SettingsException([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }

    private static SiteSettings Site(SectionReader? section)
    {
        var site = new SiteSettings();
        if (section is null)
            return site;
        var id = section.Id("id", required: true);
        if (id is "collector" or "dashboard")
            section.Fault<string>("id", $"\"{id}\" is taken: it is a part's own name on the broker; choose another id");
        site = site with { Id = id ?? site.Id, Name = section.Text("name", maxLength: 60) ?? id ?? site.Name };
        if (section.Text("zone") is { } zone)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId)
                site = site with { Zone = found };
            else
                section.Fault<string>("zone", $"\"{zone}\" is no time zone known here; write an IANA name such as America/Denver");
        }

        section.Finish();
        return site;
    }

    private static NodeSettings Node(SectionReader? section)
    {
        var node = new NodeSettings();
        if (section is null)
            return node;
        node = new NodeSettings
        {
            Id = section.Id("id", required: true) ?? node.Id,
            TrustClock = section.Word("clock", ["auto", "trust"]) == "trust",
        };
        section.Finish();
        return node;
    }

    private static StoreSettings Store(SectionReader? section, string folder)
    {
        var store = new StoreSettings();
        if (section is null)
            return store;
        var kind = section.Word("kind", kinds, required: true) ?? store.Kind;
        store = store with { Kind = kind };
        if (kind == "influx")
        {
            store = store with
            {
                Version = (int)(section.Integer("version", 1, 3) ?? store.Version),
                Url = Address(section),
                TokenFile = FilePath(section.Text("token_file"), folder),
                Organisation = section.Text("organisation"),
            };
            if (store.Version == 2 && store.Organisation is null)
                section.Fault<string>("organisation", "is missing: InfluxDB 2 keeps its buckets by organisation");
        }

        section.Finish();
        return store;
    }

    private static Uri? Address(SectionReader section)
    {
        if (section.Text("url", required: true) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : section.Fault<Uri>("url", $"\"{text}\" is no address; write for example http://127.0.0.1:8086");
    }

    internal static string? FilePath(string? path, string folder) => path is null ? null : Path.GetFullPath(path, folder);
}
