namespace Powderwatts.Settings;

/// <summary>`site:` one place with a roof.</summary>
public sealed record SiteSettings
{
    /// <summary>The id in topics and the store.</summary>
    public string Id { get; init; } = "lodge";

    /// <summary>The name that people read.</summary>
    public string Name { get; init; } = "Lodge roof";

    /// <summary>The time zone of days and hours; the machine's own when not given, `UTC` when that has no IANA name.</summary>
    public TimeZoneInfo Zone { get; init; } = MachineZone;

    /// <summary>The machine's zone when it has an IANA name, else UTC.</summary>
    public static TimeZoneInfo MachineZone => TimeZoneInfo.Local.HasIanaId && TimeZoneInfo.Local.Id != "Local" ? TimeZoneInfo.Local : TimeZoneInfo.Utc;
}
