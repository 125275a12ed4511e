using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// The points of a line protocol file. With sensors in the mapping each point goes to those whose measurement and tags it has;
/// without, the points are our own measurements and bring site, node, sensor and everything else along.
/// </summary>
/// <param name="lines">The lines.</param>
/// <param name="map">The mapping.</param>
/// <param name="streams">One for each sensor of the mapping.</param>
/// <param name="add">Makes a stream for a node's sensor that the mapping does not name.</param>
internal sealed class LineProtocolRows(
    LineSource lines, ImportMap map, IReadOnlyList<EnergyStream> streams, Func<string, SensorAbout, EnergyStream> add) : IRowSource
{
    private readonly LinePointText point = new();
    private readonly CellReader cells = new(map.Missing, '.');
    private readonly Dictionary<(string Node, string Sensor, Origin Origin), EnergyStream> own = [];
    private readonly EnergyStream[] mapped = [.. streams];

    /// <inheritdoc/>
    public bool Next(ImportRow row)
    {
        SourceLine line;
        do
        {
            if (!lines.TryRead(out line))
                return false;
        }
        while (IsNoPoint(line.Text));
        row.Begin(line.Number);
        row.Fault = line.IsTooLong ? new(RowReason.TooLong, $"it has more than {LineSource.MostCharacters} characters")
            : point.Read(line.Text) is { } wrong ? new RowFault(RowReason.Malformed, $"{wrong}{(line.IsEnded ? "" : "; the input ends in this line")}")
            : Stamp(out var t) ?? (mapped.Length > 0 ? Mapped(row, t) : Own(row, t));
        return true;
    }

    /// <inheritdoc/>
    public void Used(ImportRow row)
    {
    }

    /// <inheritdoc/>
    public void Tell(ImportReport report) => report.EndsOpen = lines.EndsOpen;

    // comments, and the statements that InfluxDB 1 puts before an export
    private static bool IsNoPoint(string line) =>
        line.AsSpan().Trim().IsEmpty || line.StartsWith('#') || line.StartsWith("CREATE DATABASE ", StringComparison.Ordinal);

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds: between 2000 and 2199 their lengths cannot be mistaken.</summary>
    private RowFault? Stamp(out long t)
    {
        t = 0;
        if (point.Stamp.Length == 0)
            return new(RowReason.NoTime, "it has no timestamp");
        if (!long.TryParse(point.Stamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return new(RowReason.BadTime, $"timestamp {RowFault.Quoted(point.Stamp)} is no whole number");
        t = Math.Abs((double)number) switch
        {
            < 1e10 => number * 1000,
            < 1e13 => number,
            < 1e16 => number / 1000,
            _ => number / 1_000_000,
        };
        return StampReader.Check(t, point.Stamp);
    }

    private RowFault? Mapped(ImportRow row, long t)
    {
        var any = false;
        for (var i = 0; i < mapped.Length; i++)
        {
            var sensor = map.Sensors[i];
            if (sensor.Measurement != point.Measurement || !sensor.Tags.All(tag => point.Tags.GetValueOrDefault(tag.Key) == tag.Value))
                continue;
            any = true;
            var values = new QuantityValues();
            foreach (var field in sensor.Fields)
            {
                if (!point.Fields.TryGetValue(field.Column.Name, out var text))
                    continue;
                var value = cells.Read(Plain(text), field, out var fault);
                if (fault is { } why)
                    row.Cells.Add(why);
                else if (value is null)
                    row.Missing++;
                else
                    values[field.Quantity] = value;
            }

            if (values.Count > 0)
                row.Samples.Add(new(mapped[i], t, values));
        }

        return row.Samples.Count > 0 ? null
            : row.Cells.Count > 0 ? row.Cells[0]
            : any ? new(RowReason.NoValue, "it holds none of the mapped fields")
            : new RowFault(RowReason.NotMapped, $"measurement {RowFault.Quoted(point.Measurement)} with these tags");
    }

    private RowFault? Own(ImportRow row, long t)
    {
        if (!WireNames.TryParseKind(point.Measurement, out _))
            return new(RowReason.NotMapped, $"measurement {RowFault.Quoted(point.Measurement)} holds no readings of ours; name its fields under sensors");
        var (node, sensor) = (point.Tags.GetValueOrDefault("node", ""), point.Tags.GetValueOrDefault("sensor", ""));
        if (!Id.IsValid(node) || !Id.IsValid(sensor))
            return new(RowReason.Malformed, $"its tags node and sensor are {RowFault.Quoted(node)} and {RowFault.Quoted(sensor)}, no ids: {Id.Rule}");
        if (point.Tags.GetValueOrDefault("site") is var site && site != map.Site)
            return new(RowReason.NotMapped, $"site {RowFault.Quoted(site ?? "")}, not {map.Site}");
        if (!WireNames.TryParseOrigin(point.Tags.GetValueOrDefault("origin", "live"), out var origin))
            return new(RowReason.Malformed, $"origin {RowFault.Quoted(point.Tags["origin"])} is none of live, replay and sim");
        var values = new QuantityValues();
        foreach (var quantity in Quantities.All)
        {
            if (quantity != Quantity.EnergyWh && point.Fields.TryGetValue(quantity.Name(), out var text)
                && cells.Read(Plain(text), new(new(quantity.Name(), default), quantity, Unit.Own), out var fault) is var value)
            {
                if (fault is { } why)
                    row.Cells.Add(why);
                values[quantity] = value;
            }
        }

        var energyFrom = Number("energy_from");
        if (Number("energy_wh") is >= 0 and var energyWh && energyFrom is >= 1 and <= WireLimits.LastInstant)
            values[Quantity.EnergyWh] = energyWh; // a counter without a beginning is none
        if (values.Count == 0)
            return row.Cells.Count > 0 ? row.Cells[0] : new(RowReason.NoValue, "it holds no quantity of ours");
        var reading = new Reading(sensor, t, values)
        {
            Origin = origin,
            Quality = (Quality)((int)(Number("quality") ?? 0) & (int)(Quality.Clipped | Quality.Estimated | Quality.Unsynced)),
            IntervalS = Number("interval_s") is { } s and > 0 and <= WireLimits.LongestIntervalS ? s : map.IntervalS,
            EnergyFrom = values.Has(Quantity.EnergyWh) ? (long?)energyFrom : null,
        };
        if (!own.TryGetValue((node, sensor, origin), out var stream))
        {
            if (own.Count == TapeLimits.Sensors)
                return new(RowReason.NotMapped, $"there are more than {TapeLimits.Sensors} sensors");
            own[(node, sensor, origin)] = stream =
                add(node, new(sensor, sensor, Importer.Driver(map.Format), reading.Kind, origin, null, [.. Quantities.All.Where(q => values.Has(q))], null, reading.IntervalS, null));
        }

        row.Samples.Add(new(stream, t, values) { Whole = reading });
        return null;
    }

    private double? Number(string field) =>
        point.Fields.TryGetValue(field, out var text) && NumberText.TryRead(Plain(text), out var number) ? number : null;

    /// <summary>A whole number without its suffix, a text without its quotes.</summary>
    private static string Plain(string value) => value[^1] switch
    {
        'i' or 'u' when char.IsAsciiDigit(value[0]) || value[0] is '-' or '+' => value[..^1],
        '"' => value[1..^1],
        _ when value is "t" or "T" => "true",
        _ when value is "f" or "F" => "false",
        _ => value,
    };
}
