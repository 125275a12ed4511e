namespace Powderwatts.Dashboard.Queries;

/// <summary>The time zone of the site.</summary>
internal static class SiteZone
{
    /// <summary>Finds a zone by its IANA name.</summary>
    /// <exception cref="DashboardException">This machine does not know it.</exception>
    public static TimeZoneInfo Find(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new DashboardException(
                $"cannot use the time zone '{name}': this machine does not know it; use an IANA name such as America/Denver, or install the package tzdata", e);
        }
    }
}
