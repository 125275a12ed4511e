using System.Globalization;
using System.Text.Json;

namespace Powderwatts.Tape.Importing;

/// <summary>Follows a path such as `ENERGY.Power`, `emeters.0.total` or `params.switch:0.apower` into a JSON document.</summary>
internal static class JsonPath
{
    /// <summary>What stands there as text; null when nothing does, or JSON's null.</summary>
    public static string? Find(JsonElement root, string path)
    {
        var at = root;
        foreach (var range in path.AsSpan().Split('.'))
        {
            var name = path.AsSpan(range);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var child))
                at = child;
            else if (at.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Null => null,
            _ => at.GetRawText(),
        };
    }
}
