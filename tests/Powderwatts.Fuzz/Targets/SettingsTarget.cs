using System.Text;
using Powderwatts.Settings;
using Powderwatts.Tests;

namespace Powderwatts.Fuzz.Targets;

/// <summary>A rig file: read, or refused with its faults. Read twice it is the same rig.</summary>
internal static class SettingsTarget
{
    private static readonly Dictionary<string, string> noEnvironment = [];

    public static FuzzTarget Target { get; } = new("settings",
    [
        Encoding.UTF8.GetBytes(RigFile.BuiltInText()),
        .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "firmware-config", "rigs"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src/Powderwatts.Edge/Sensors"), "sample.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. new[]
        {
            "version: 2\n", "a: &a [*a, *a]\n", "a: &a {b: &b [*a, *b]}\n", "? [a, b]\n: c\n", "- 1\n- 2\n", "a: !!python/object:x {}\n", "version: 1\nversion: 1\n",
            new string('[', 5000), string.Concat(Enumerable.Repeat("{a: ", 200)), "%YAML 9.9\n---\na: 1\n", "a: |\n  x\n y\n", "\ta: 1\n", "'", "\"\\x\"", "*a\n", "---\n---\n",
            "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f]\n",
            "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n? *d\n: 1\n",
        }.Select(Encoding.UTF8.GetBytes),
    ], Read);

    private static string Read(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        try
        {
            var rig = RigReader.Read(text, "/rigs/fuzz.yaml", noEnvironment);
            var again = RigReader.Read(text, "/rigs/fuzz.yaml", noEnvironment);
            return rig.Sensors.Length == again.Sensors.Length && rig.Site == again.Site && rig.Broker == again.Broker && rig.Store == again.Store
                ? "read"
                : throw new BrokenRuleException("the same text gave two different rigs");
        }
        catch (SettingsException refusal)
        {
            if (refusal.Faults.IsEmpty)
                throw new BrokenRuleException("refused without a fault");
            return string.Join('\n', refusal.Faults.Select(f => f.Reason));
        }
    }
}
