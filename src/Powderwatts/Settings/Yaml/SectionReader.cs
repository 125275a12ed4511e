using System.Globalization;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Settings.Yaml;

/// <summary>
/// Reads one mapping of the settings strictly: each getter notes a fault instead of throwing, and <see cref="Finish"/> reports
/// every key that nobody asked for.
/// </summary>
internal sealed class SectionReader(MapNode map, string path, List<SettingsFault> faults)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>Where the section was written.</summary>
    public SettingPlace Place => map.Place;

    /// <summary>Every key of the section.</summary>
    public IEnumerable<string> Keys => map.Entries.Select(e => e.Key);

    /// <summary>Is the key there, with a value?</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>How many faults there are so far, in the whole file.</summary>
    public int FaultCount => faults.Count;

    /// <summary>The text of a scalar as it stands; null when absent.</summary>
    public string? Raw(string key, bool required = false) => Scalar(key, required)?.Text;

    /// <summary>A text; null when absent.</summary>
    public string? Text(string key, bool required = false, int maxLength = 200)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        if (scalar.Text.Length is 0 || scalar.Text.Length > maxLength)
            return Fault<string>(key, $"has {scalar.Text.Length} characters; allowed: 1 to {maxLength}");
        if (scalar.Text.Any(char.IsControl))
            return Fault<string>(key, "has a control character");
        return scalar.Text;
    }

    /// <summary>The texts of a list of scalars, or of one scalar, each with its place; empty when absent.</summary>
    public IReadOnlyList<(string Text, SettingPlace Place)> Texts(string key, bool required = false)
    {
        switch (Find(key))
        {
            case ScalarNode scalar:
                return [(scalar.Text, scalar.Place)];
            case ListNode list:
                var texts = new List<(string, SettingPlace)>();
                foreach (var item in list.Items)
                {
                    if (item is ScalarNode one)
                        texts.Add((one.Text, one.Place));
                    else
                        faults.Add(At(item.Place, PathOf(key), "must be single values"));
                }

                return texts;
            case null:
                if (required)
                    Fault<string>(key, "is missing");
                return [];
            default:
                Fault<string>(key, "must be a single value or a list of them");
                return [];
        }
    }

    /// <summary>Where a key's value stands; the section's own place when it is absent.</summary>
    public SettingPlace PlaceOf(string key) => map.Entries.Where(e => e.Key == key).Select(e => e.Value.Place).FirstOrDefault(map.Place);

    /// <summary>An id: `[a-z0-9-]{1,32}`.</summary>
    public string? Id(string key, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        return Readings.Id.IsValid(scalar.Text) ? scalar.Text : Fault<string>(key, $"\"{Cut(scalar.Text)}\" is no id; allowed: {Readings.Id.Rule}");
    }

    /// <summary>One of the allowed words.</summary>
    public string? Word(string key, IReadOnlyList<string> allowed, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        if (allowed.Contains(scalar.Text, StringComparer.Ordinal))
            return scalar.Text;
        var hint = DidYouMean.For(scalar.Text, allowed) is { } near ? $"did you mean \"{near}\"?" : $"allowed: {string.Join(", ", allowed)}";
        return Fault<string>(key, $"\"{Cut(scalar.Text)}\" is unknown; {hint}");
    }

    /// <summary>A whole number, decimal or 0x hexadecimal.</summary>
    public long? Integer(string key, long min, long max, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        var text = scalar.Text.AsSpan();
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var parsed = isHex
            ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        return parsed && value >= min && value <= max ? value
            : Fault<long?>(key, $"\"{Cut(scalar.Text)}\" is no whole number from {min} to {max}");
    }

    /// <summary>A finite number.</summary>
    public double? Number(string key, double min, double max, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        return double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= min && value <= max
            ? value
            : Fault<double?>(key, FormattableString.Invariant($"\"{Cut(scalar.Text)}\" is no number from {min} to {max}"));
    }

    /// <summary>A duration with its unit: `100ms`, `1s`, `5m`, `1h`.</summary>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        return DurationText.TryParse(scalar.Text, out var value) && value >= min && value <= max
            ? value
            : Fault<TimeSpan?>(key, $"\"{Cut(scalar.Text)}\" is no duration from {DurationText.Format(min)} to {DurationText.Format(max)}; write for example 1s or 500ms");
    }

    /// <summary>A size with its unit: `512MiB`, `2GiB`.</summary>
    public long? Size(string key, long min, long max)
    {
        if (Scalar(key, required: false) is not { } scalar)
            return null;
        return SizeText.TryParse(scalar.Text, out var value) && value >= min && value <= max
            ? value
            : Fault<long?>(key, $"\"{Cut(scalar.Text)}\" is no size from {SizeText.Format(min)} to {SizeText.Format(max)}; write for example 512MiB");
    }

    /// <summary>A section of its own; null when absent.</summary>
    public SectionReader? Section(string key, bool required = false) => Find(key) switch
    {
        MapNode child => new SectionReader(child, PathOf(key), faults),
        null => required ? Fault<SectionReader>(key, "is missing") : null,
        _ => Fault<SectionReader>(key, "must be a mapping, for example { id: lodge }"),
    };

    /// <summary>The sections of a list; empty when absent.</summary>
    public IEnumerable<SectionReader> List(string key, bool required = false)
    {
        switch (Find(key))
        {
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    var itemPath = FormattableString.Invariant($"{PathOf(key)}[{i}]");
                    if (list.Items[i] is MapNode child)
                        yield return new SectionReader(child, itemPath, faults);
                    else
                        faults.Add(At(list.Items[i].Place, itemPath, "must be a mapping, for example { id: gutter-north, driver: ina226 }"));
                }

                break;
            case null:
                if (required)
                    Fault<string>(key, "is missing");
                break;
            default:
                Fault<string>(key, "must be a list; begin each item with \"- \"");
                break;
        }
    }

    /// <summary>Notes a fault of a key, at the key's value.</summary>
    public T? Fault<T>(string key, string reason)
    {
        faults.Add(At(PlaceOf(key), PathOf(key), reason));
        return default;
    }

    /// <summary>Notes every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (var (key, place, _) in map.Entries.Where(e => !asked.Contains(e.Key)))
        {
            var hint = DidYouMean.For(key, asked) is { } near
                ? $"did you mean \"{near}\"?"
                : $"known here: {string.Join(", ", asked.Order(StringComparer.Ordinal))}";
            faults.Add(At(place, PathOf(Cut(key)), $"unknown key; {hint}"));
        }
    }

    /// <summary>The path of a key of this section, for messages.</summary>
    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private ScalarNode? Scalar(string key, bool required)
    {
        switch (Find(key))
        {
            case ScalarNode scalar:
                return scalar;
            case null:
                if (required)
                    Fault<string>(key, "is missing");
                return null;
            default:
                return Fault<ScalarNode>(key, "must be a single value");
        }
    }

    private SettingNode? Find(string key)
    {
        asked.Add(key);
        var value = map.Entries.Where(e => e.Key == key).Select(e => e.Value).FirstOrDefault();
        return value is ScalarNode { IsNull: true } ? null : value;
    }

    private static SettingsFault At(SettingPlace place, string key, string reason) => new(place.Source, place.Line, place.Column, key, reason);

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
