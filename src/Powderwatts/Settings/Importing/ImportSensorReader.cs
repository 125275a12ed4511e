using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings.Yaml;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Settings.Importing;

/// <summary>Reads the `sensors:` of a mapping file.</summary>
internal static class ImportSensorReader
{
    private static readonly string[] integrations = ["trapezoid", "hold", "none"];

    /// <summary>Reads every sensor; faults go into the list.</summary>
    public static ImmutableArray<SensorMap> Read(SectionReader root, ImportFormat format, CsvLayout csv)
    {
        var sensors = ImmutableArray.CreateBuilder<SensorMap>();
        foreach (var section in root.List("sensors", required: true))
        {
            var sensor = Sensor(section, format, csv);
            if (sensors.Any(s => s.Id == sensor.Id))
                section.Fault<string>("id", $"\"{sensor.Id}\" stands twice; choose another id");
            sensors.Add(sensor);
            section.Finish();
        }

        if (root.Has("sensors") && sensors.Count is 0 or > WireLimits.Sensors)
            root.Fault<string>("sensors", $"has {sensors.Count} sensors; allowed: 1 to {WireLimits.Sensors}");
        return sensors.ToImmutable();
    }

    /// <summary>A column's name or number; without a header only a number will do.</summary>
    public static ColumnMap Column(SectionReader section, string key, string text, SettingPlace place, CsvLayout csv)
    {
        var column = new ColumnMap(text.Trim(), At(section, key, place));
        if (column.Name.Length == 0)
            section.Fault<string>(key, "is empty; a column without a name has a number");
        else if (!csv.Header && column.Number is null)
            section.Fault<string>(key, $"\"{column.Name}\" is a name, and the file has no header; write the column's number, from 1");
        return column;
    }

    private static SensorMap Sensor(SectionReader section, ImportFormat format, CsvLayout csv)
    {
        var id = section.Id("id", required: true) ?? "";
        var name = section.Text("name", maxLength: 40) ?? id;
        var ratedW = section.Number("rated_w", 0.001, 10_000_000);
        var rollsOver = section.Number("rolls_over_at_wh", 1, 1e12);
        var integration = section.Word("integrate", integrations) switch
        {
            "hold" => Integration.Hold,
            "none" => Integration.None,
            _ => Integration.Trapezoid,
        };
        var measurement = format == ImportFormat.LineProtocol ? section.Text("measurement", required: true) : null;
        var tags = format == ImportFormat.LineProtocol ? Tags(section.Section("tags")) : [];
        var fields = format == ImportFormat.MqttLog ? Topics(section) : Fields(section, format, csv, topic: null);
        if (rollsOver is not null && ratedW is null)
            section.Fault<string>("rolls_over_at_wh", "needs rated_w: only what the circuit can have used tells a rollover from a reset");
        if (format == ImportFormat.Csv)
        {
            foreach (var twice in fields.GroupBy(f => f.Quantity).Where(g => g.Count() > 1))
                section.Fault<string>("columns", $"has {twice.Key.Name()} twice; a sensor has a quantity once");
        }

        return new SensorMap(id, name, fields)
        {
            RatedW = ratedW,
            RollsOverAtWh = rollsOver,
            Integration = integration,
            Measurement = measurement,
            Tags = tags,
        };
    }

    private static ImmutableArray<KeyValuePair<string, string>> Tags(SectionReader? section)
    {
        if (section is null)
            return [];
        var tags = section.Keys.Select(key => new KeyValuePair<string, string>(key, section.Raw(key) ?? "")).ToImmutableArray();
        section.Finish();
        return tags;
    }

    private static ImmutableArray<FieldMap> Fields(SectionReader section, ImportFormat format, CsvLayout csv, string? topic)
    {
        var list = format == ImportFormat.Csv ? "columns" : "fields";
        var fields = section.List(list, required: true).Select(f => Field(f, format, csv, topic)).ToImmutableArray();
        if (section.Has(list) && fields.IsEmpty)
            section.Fault<string>(list, "is empty; a sensor has at least one value");
        return fields;
    }

    /// <summary>The values of a maker's meter by its topics, or fields that are named one by one.</summary>
    private static ImmutableArray<FieldMap> Topics(SectionReader section)
    {
        var meter = section.Word("meter", MeterPresets.Names);
        var component = section.Text("component", maxLength: 32) ?? (meter == "shelly-gen1" ? "0" : "switch:0");
        var topics = section.Texts("topic", required: meter is not null);
        if (meter is null)
            return Fields(section, ImportFormat.MqttLog, new(), topics.Count > 0 ? topics[0].Text : null);
        var fields = ImmutableArray.CreateBuilder<FieldMap>();
        foreach (var (topic, place) in topics)
        {
            var known = MeterPresets.Fields(meter, topic, component, At(section, "topic", place));
            if (known.IsEmpty)
                section.Fault<string>("topic", $"\"{topic}\" is no topic of {meter}; {Expected(meter)}");
            fields.AddRange(known);
        }

        return fields.ToImmutable();
    }

    private static string Expected(string meter) => meter switch
    {
        "tasmota" => "expected tele/NAME/SENSOR",
        "shelly" => "expected NAME/status/switch:0 or NAME/events/rpc",
        _ => "expected shellies/NAME/relay/0, shellies/NAME/emeter/0 or shellies/NAME/info",
    };

    private static FieldMap Field(SectionReader section, ImportFormat format, CsvLayout csv, string? topic)
    {
        var column = format switch
        {
            ImportFormat.Csv => Column(section, "column", section.Raw("column", required: true) ?? "?", section.PlaceOf("column"), csv),
            ImportFormat.MqttLog => new(section.Text("path") ?? "", At(section, "path", section.PlaceOf("path"))),
            _ => new(section.Text("field", required: true) ?? "", At(section, "field", section.PlaceOf("field"))),
        };
        if (format == ImportFormat.MqttLog)
            topic = section.Text("topic", required: topic is null) ?? topic;
        var names = Quantities.All.Select(q => q.Name()).ToList();
        var quantity = section.Word("quantity", names, required: true) is { } word ? (Quantity)names.IndexOf(word) : Quantity.PowerW;
        var unit = Unit.Own;
        if (section.Text("unit", required: quantity.Unit().Length > 0) is { } name && !Units.TryFind(quantity, name, out unit))
            section.Fault<string>("unit", $"\"{name}\" is no unit of {quantity.Name()}; allowed: {string.Join(", ", Units.Names(quantity))}");
        var (least, most) = Valid(section);
        var each = section.Word("each", ["true", "false"]) == "true";
        if (each && quantity != Quantity.EnergyWh)
            section.Fault<string>("each", "is for energy_wh: what was used since the row before");
        var field = new FieldMap(column, quantity, unit)
        {
            Topic = topic,
            Scale = section.Number("scale", -1e9, 1e9) ?? 1,
            Offset = section.Number("offset", -1e9, 1e9) ?? 0,
            Least = least,
            Most = most,
            Each = each,
        };
        section.Finish();
        return field;
    }

    private static (double? Least, double? Most) Valid(SectionReader section)
    {
        var texts = section.Texts("valid");
        if (texts.Count == 0)
            return (null, null);
        if (texts.Count == 2 && NumberText.TryRead(texts[0].Text, out var least) && NumberText.TryRead(texts[1].Text, out var most) && least < most)
            return (least, most);
        section.Fault<string>("valid", "must be two rising numbers, for example [-40, 60]");
        return (null, null);
    }

    private static MapPlace At(SectionReader section, string key, SettingPlace place) => new(place.Source, place.Line, place.Column, section.PathOf(key));
}
