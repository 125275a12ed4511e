using System.Collections.Immutable;
using System.Text;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings.Yaml;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Settings.Importing;

/// <summary>Reads a mapping file as strictly as a rig: unknown keys are faults, and every fault is reported at once.</summary>
internal static class ImportMapReader
{
    private static readonly string[] formats = ["csv", "mqtt-log", "line-protocol"];
    private static readonly string[] encodings = ["utf-8", "latin-1", "utf-16"];
    private static readonly TimeSpan shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(WireLimits.LongestIntervalS);

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="SettingsException">It cannot be read, or is wrong: all faults.</exception>
    public static ImportMap Load(string file)
    {
        try
        {
            return Read(File.ReadAllText(file), file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new SettingsFault(file, 0, 0, "", $"cannot be read: {fault.Message} name another file with --map")]);
        }
    }

    /// <summary>Reads a mapping's text.</summary>
    /// <exception cref="SettingsException">All faults, in the order of the file.</exception>
    public static ImportMap Read(string text, string source)
    {
        var faults = new List<SettingsFault>();
        var root = new SectionReader(YamlTree.Parse(text, source), "", faults);
        var version = root.Integer("version", 1, int.MaxValue, required: true);
        if (version > ImportMap.Version)
            root.Fault<long>("version", $"is {version}, made for a newer program; this one reads version {ImportMap.Version}");
        var format = root.Word("format", formats, required: true) switch
        {
            "mqtt-log" => ImportFormat.MqttLog,
            "line-protocol" => ImportFormat.LineProtocol,
            _ => ImportFormat.Csv,
        };
        var zone = Zone(root, "zone", allowsOffset: false, required: true) ?? TimeZoneInfo.Utc;
        var csv = format == ImportFormat.Csv ? Csv(root.Section("csv")) : new();
        var hasSensors = format != ImportFormat.LineProtocol || root.Has("sensors");
        var map = new ImportMap
        {
            Format = format,
            Site = root.Id("site", required: true) ?? "",
            Node = root.Id("node") ?? "import",
            Name = root.Text("name", maxLength: WireLimits.StringLength),
            Zone = zone,
            IntervalS = root.Duration("interval", shortest, longest, required: hasSensors)?.TotalSeconds ?? 1,
            Missing = [.. root.Texts("missing").Select(m => m.Text.Trim())],
            Encoding = root.Word("encoding", encodings) switch { "latin-1" => Encoding.Latin1, "utf-16" => Encoding.Unicode, _ => Encoding.UTF8 },
            Csv = csv,
            Time = format == ImportFormat.LineProtocol ? new() : Time(root, format, csv, zone),
            Join = format == ImportFormat.MqttLog ? root.Duration("join", TimeSpan.Zero, TimeSpan.FromMinutes(1)) ?? TimeSpan.FromSeconds(1) : TimeSpan.Zero,
            Sensors = hasSensors ? ImportSensorReader.Read(root, format, csv) : [],
        };
        root.Finish();
        return faults.Count == 0 ? map : throw new SettingsException([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }

    private static CsvLayout Csv(SectionReader? section)
    {
        var layout = new CsvLayout();
        if (section is null)
            return layout;
        layout = new CsvLayout
        {
            Delimiter = Delimiter(section) ?? layout.Delimiter,
            Quote = Quote(section, layout.Quote),
            DecimalSign = section.Word("decimal", [".", ","]) == "," ? ',' : '.',
            Header = section.Word("header", ["true", "false"]) != "false",
            Comment = section.Text("comment", maxLength: 8) is { } comment ? (comment == "none" ? null : comment) : layout.Comment,
            Skip = (int)(section.Integer("skip", 0, 1000) ?? 0),
        };
        if (layout.Delimiter == layout.DecimalSign)
            section.Fault<string>("decimal", $"is \"{layout.DecimalSign}\", and so is the delimiter; one of them is wrong");
        section.Finish();
        return layout;
    }

    private static char? Delimiter(SectionReader section) => section.Raw("delimiter") switch
    {
        null => null,
        "tab" or "\t" => '\t',
        "blank" or " " => CsvLayout.Blanks,
        { Length: 1 } one when !char.IsAsciiLetterOrDigit(one[0]) && one[0] is not ('"' or '.' or '-' or '+') => one[0],
        var other => section.Fault<char?>("delimiter", $"\"{other}\" is no delimiter; one sign such as \",\" or \";\", or tab, or blank for runs of blanks"),
    };

    private static char? Quote(SectionReader section, char? otherwise) => section.Raw("quote") switch
    {
        null => otherwise,
        "none" => null,
        "\"" or "'" => section.Raw("quote")![0],
        var other => section.Fault<char?>("quote", $"\"{other}\" is no quote; allowed: \", ' and none"),
    };

    private static StampMap Time(SectionReader root, ImportFormat format, CsvLayout csv, TimeZoneInfo zone)
    {
        var section = root.Section("time", required: format == ImportFormat.Csv);
        if (section is null)
            return new StampMap { Zone = zone };
        var stamp = new StampMap
        {
            Columns = format == ImportFormat.Csv ? Columns(section, csv) : [],
            Path = format == ImportFormat.MqttLog ? section.Text("path") : null,
            Format = Format(section, required: format == ImportFormat.Csv),
            Zone = Zone(section, "zone", allowsOffset: true, required: false) ?? zone,
        };
        if (stamp.Path is null && format == ImportFormat.MqttLog && section.Has("format"))
            section.Fault<string>("format", "is for the path of the time, and there is no path");
        section.Finish();
        return stamp;
    }

    private static ImmutableArray<ColumnMap> Columns(SectionReader section, CsvLayout csv)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnMap>();
        foreach (var (text, place) in section.Texts("column", required: true))
            columns.Add(ImportSensorReader.Column(section, "column", text, place, csv));
        return columns.ToImmutable();
    }

    private static StampFormat Format(SectionReader section, bool required)
    {
        if (section.Raw("format", required) is not { } text)
            return StampFormat.Iso;
        return StampFormat.TryParse(text, out var format, out var fault) ? format : section.Fault<StampFormat>("format", fault) ?? StampFormat.Iso;
    }

    private static TimeZoneInfo? Zone(SectionReader section, string key, bool allowsOffset, bool required)
    {
        if (section.Text(key, required) is not { } name)
            return null;
        if (allowsOffset && OffsetZone.TryParse(name, out var offset))
            return offset;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
            return zone;
        return section.Fault<TimeZoneInfo>(key, OffsetZone.TryParse(name, out _)
            ? $"\"{name}\" is an offset, and a site has a zone such as Europe/Paris; stamps with a fixed offset say so with time.zone"
            : $"\"{name}\" is no time zone known here; write an IANA name such as Europe/Paris{(allowsOffset ? ", or a fixed offset such as +01:00" : "")}");
    }
}
