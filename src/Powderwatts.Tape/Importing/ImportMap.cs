using System.Collections.Immutable;

namespace Powderwatts.Tape.Importing;

/// <summary>What a mapping file says: how an input is read and which sensors it holds.</summary>
public sealed record ImportMap
{
    /// <summary>The version of the mapping file that this program reads.</summary>
    public const int Version = 1;

    /// <summary>How the rows are written.</summary>
    public required ImportFormat Format { get; init; }

    /// <summary>The site of the tape.</summary>
    public required string Site { get; init; }

    /// <summary>The node of the tape.</summary>
    public string Node { get; init; } = "import";

    /// <summary>The tape's name; null for the input's.</summary>
    public string? Name { get; init; }

    /// <summary>The site's time zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The time between two rows, seconds.</summary>
    public double IntervalS { get; init; } = Readings.Reading.DefaultIntervalS;

    /// <summary>Texts that stand for no value, beside nothing at all and NaN.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>The layout of a CSV file.</summary>
    public CsvLayout Csv { get; init; } = new();

    /// <summary>The instants.</summary>
    public StampMap Time { get; init; } = new();

    /// <summary>The encoding of the text when it does not say so itself.</summary>
    public System.Text.Encoding Encoding { get; init; } = System.Text.Encoding.UTF8;

    /// <summary>MQTT: messages of one sensor this close together are one reading.</summary>
    public TimeSpan Join { get; init; }

    /// <summary>The sensors; none for line protocol in our own measurements.</summary>
    public ImmutableArray<SensorMap> Sensors { get; init; } = [];
}
