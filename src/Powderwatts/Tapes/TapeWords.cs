using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>Says what tapes are, for people, in lines of at most 79 characters.</summary>
internal static class TapeWords
{
    private const int Width = 79;

    /// <summary>A sensor's name up to this length leaves room for its figures on the same line.</summary>
    private const int NameWidth = 34;

    /// <summary>What a tape says of itself and holds.</summary>
    public static void Info(TextWriter output, TapeReader reader, TapeSummary summary)
    {
        var header = reader.Header;
        Fact(output, "tape", $"version {TapeLimits.Version}, {Ending(reader.End)}");
        Fact(output, "site", $"{header.Site}, {header.Zone}");
        Fact(output, "name", header.Name);
        Fact(output, "source", header.Source);
        Fact(output, "made", $"{At(header.MadeAt, header.Zone)} by {header.Software}");
        if (header.RigHash is { } rig)
            Fact(output, "rig", rig);
        if (summary is { First: { } first, Last: { } last })
        {
            Fact(output, "from", At(first, header.Zone));
            Fact(output, "to", $"{At(last, header.Zone)}, {Length(last - first)}");
        }

        Fact(output, "readings", $"{Number(summary.Readings)} in {Number(summary.Blocks)} blocks, {Number(summary.Bytes)} bytes");
        output.WriteLine();
        Row(output, "sensor", "kind", "readings", "name");
        foreach (var total in summary.Sensors)
        {
            var about = header.Nodes.FirstOrDefault(n => n.Node == total.Node)?.Sensors.FirstOrDefault(s => s.Sensor == total.Sensor);
            Row(output, $"{total.Node}/{total.Sensor}", about?.Kind.Name() ?? "?", Number(total.Readings), about?.Name ?? "not described");
        }
    }

    /// <summary>What came of reading all of it.</summary>
    public static void Verification(TextWriter output, TapeReader reader, TapeVerification verification)
    {
        foreach (var damage in reader.Damages)
            Damage(output, damage);
        if (reader.DamageCount > reader.Damages.Length)
            output.WriteLine($"and {Number(reader.DamageCount - reader.Damages.Length)} places more");
        var lost = verification.Lost is > 0 and { } count ? $", {Number(count)} lost" : "";
        Wrapped(output, $"{Number(verification.Found.Readings)} readings of {verification.Found.Sensors.Length} sensors read{lost}; {Ending(reader.End)}", "");
    }

    /// <summary>One damage.</summary>
    public static void Damage(TextWriter output, TapeDamage damage)
    {
        var line = damage.Line > 0 ? $", line {damage.Line}" : "";
        var lost = damage.Readings is > 0 and { } readings ? $"; {Number(readings)} readings lost" : "";
        Wrapped(output, $"byte {damage.Position}{line}: {damage.Reason}{lost}", "  ");
    }

    /// <summary>How a tape ends.</summary>
    public static string Ending(TapeEnd end) => end.Ending switch
    {
        TapeEnding.Complete => "complete",
        TapeEnding.Truncated => $"truncated at byte {end.Position}: {end.Reason}",
        _ => $"damaged at byte {end.Position}: {end.Reason}",
    };

    /// <summary>From when to when.</summary>
    public static string Span(TapeSummary summary, string zone) => summary is { First: { } first, Last: { } last }
        ? $"{At(first, zone)} to {At(last, zone)}" : "no readings";

    /// <summary>A number with its thousands apart.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // a path may hold what steers a terminal
    public static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static void Fact(TextWriter output, string name, string value) => Wrapped(output, $"{name,-9} {value}", "          ");

    private static void Row(TextWriter output, string sensor, string kind, string readings, string name)
    {
        if (sensor.Length > NameWidth)
        {
            output.WriteLine(sensor);
            sensor = "";
        }

        var line = $"{sensor,-NameWidth} {kind,-7} {readings,13}  {name}";
        output.WriteLine(line.Length <= Width ? line : line[..(Width - 3)] + "...");
    }

    /// <summary>Breaks a text at spaces; what has none stays whole.</summary>
    private static void Wrapped(TextWriter output, string text, string indent)
    {
        while (text.Length > Width)
        {
            var space = text.LastIndexOf(' ', Width);
            if (space <= indent.Length || string.IsNullOrWhiteSpace(text[..space]))
                break;
            output.WriteLine(text[..space].TrimEnd());
            text = indent + text[space..].TrimStart();
        }

        output.WriteLine(text);
    }

    /// <summary>An instant in the site's own time, with its distance from UTC; in UTC when this machine does not know the zone.</summary>
    private static string At(long instant, string zone)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(instant);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? TimeZoneInfo.ConvertTime(utc, found).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)
            : utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }

    private static string Length(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        return span.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Days} d {span.Hours} h")
            : span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min")
            : span.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
    }
}
