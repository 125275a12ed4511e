using System.Collections.Immutable;

namespace Powderwatts.Tape.Importing;

/// <summary>Where a row's instant stands and how it is written.</summary>
public sealed record StampMap
{
    /// <summary>The columns of a CSV file that hold it, joined by one blank.</summary>
    public ImmutableArray<ColumnMap> Columns { get; init; } = [];

    /// <summary>The path in a JSON payload; null for those that the meters' makers use.</summary>
    public string? Path { get; init; }

    /// <summary>How it is written.</summary>
    public StampFormat Format { get; init; } = StampFormat.Iso;

    /// <summary>The zone of stamps that name none: an IANA zone or a fixed offset.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}
