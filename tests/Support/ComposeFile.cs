using YamlDotNet.RepresentationModel;
using static Powderwatts.Tests.YamlFile;

namespace Powderwatts.Tests;

/// <summary>The repository's docker-compose.yml, as far as tests ask about it.</summary>
internal sealed class ComposeFile
{
    /// <summary>The image of our own program.</summary>
    public const string OwnImage = "powderwatts:";

    private readonly YamlMappingNode root = Load("docker-compose.yml");

    /// <summary>The services by name.</summary>
    public IReadOnlyList<(string Name, YamlNode Service)> Services => Entries(root, "services");

    /// <summary>The services that run our program.</summary>
    public IEnumerable<(string Name, YamlNode Service)> Own => Services.Where(s => Text(s.Service, "image").StartsWith(OwnImage, StringComparison.Ordinal));

    /// <summary>The secrets by name, each with its file from the repository's root.</summary>
    public IReadOnlyDictionary<string, string> Secrets =>
        Entries(root, "secrets").ToDictionary(s => s.Key, s => Text(s.Value, "file").Replace("./", "", StringComparison.Ordinal));

    /// <summary>The named volumes.</summary>
    public IReadOnlyList<string> Volumes => [.. Entries(root, "volumes").Select(v => v.Key)];

    /// <summary>One service.</summary>
    public YamlNode Service(string name) => Services.Single(s => s.Name == name).Service;

    /// <summary>Its command line.</summary>
    public static string[] Command(YamlNode service) => [.. Texts(service, "command")];

    /// <summary>Its environment.</summary>
    public static Dictionary<string, string> Environment(YamlNode service) =>
        Entries(service, "environment").ToDictionary(e => e.Key, e => ((YamlScalarNode)e.Value).Value!);

    /// <summary>Its volumes and bound files: source, target, mode.</summary>
    public static IReadOnlyList<(string Source, string Target, string Mode)> Mounts(YamlNode service) =>
        [.. Texts(service, "volumes").Select(v => v.Split(':')).Select(p => (p[0], p[1], p.Length > 2 ? p[2] : "rw"))];
}
