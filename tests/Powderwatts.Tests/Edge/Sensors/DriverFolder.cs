using Powderwatts.Edge.Sensors;
using YamlDotNet.RepresentationModel;

namespace Powderwatts.Tests.Edge.Sensors;

/// <summary>A driver's folder in the source tree: what it ships beside its code.</summary>
internal sealed class DriverFolder(string driver)
{
    private static string Sensors { get; } = System.IO.Path.Combine(Checkout.Root, "src", "Powderwatts.Edge", "Sensors");

    public string Path { get; } = Directory.GetDirectories(Sensors).Single(d => System.IO.Path.GetFileName(d).Equals(driver.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    public DriverEntry Entry { get; } = SensorCatalog.Find(driver)!;

    public IEnumerable<string> Cases =>
        Directory.Exists(System.IO.Path.Combine(Path, "testcases"))
            ? Directory.GetDirectories(System.IO.Path.Combine(Path, "testcases")).Select(c => System.IO.Path.GetFileName(c)!).Order(StringComparer.Ordinal)
            : [];

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Reads the scalars of a YAML mapping as the driver's settings; keys that are common to all drivers are left to others.</summary>
    public SensorSettings Bind(YamlMappingNode mapping)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, scalar) in Scalars(mapping).Where(s => s.Key is not ("id" or "name" or "driver" or "bus" or "interval" or "rated_w")))
        {
            var known = Entry.Keys.Single(k => k.Name == key);
            Assert.True(known.TryRead(scalar, out var value, out var fault), $"{key} {fault}");
            values[key] = value;
        }

        Assert.Empty(Entry.Keys.Where(k => k.Required && !values.ContainsKey(k.Name)).Select(k => k.Name));
        return Entry.Bind(new SettingValues(values) { Id = "under-test", Driver = Entry.Name, Bus = Entry.BusFamily == "i2c" ? "i2c-1" : Entry.BusFamily });
    }

    public static YamlNode Parse(string path)
    {
        using var reader = new StreamReader(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : new YamlMappingNode();
    }

    public static Dictionary<string, string> Scalars(YamlMappingNode mapping) =>
        mapping.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => ((YamlScalarNode)c.Value).Value!, StringComparer.Ordinal);
}
