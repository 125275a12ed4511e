namespace Powderwatts.Dashboard.Live;

/// <summary>When a sensor is stale, failed or absent.</summary>
internal static class StatusRules
{
    /// <summary>No reading is stale before this age, however short its interval is.</summary>
    public const long LeastStaleMs = 3000;

    /// <summary>The age above which a reading is stale.</summary>
    public static long StaleAfterMs(double intervalS) =>
        (long)Math.Clamp(Math.Ceiling(3 * intervalS * 1000), LeastStaleMs, long.MaxValue);

    /// <summary>The status that follows from what the node says and from the age of the newest reading.</summary>
    public static SensorStatus Of(bool failed, long? ageMs, double intervalS) =>
        failed ? SensorStatus.Failed
        : ageMs is not { } age ? SensorStatus.Absent
        : age > StaleAfterMs(intervalS) ? SensorStatus.Stale
        : SensorStatus.Ok;

    /// <summary>The word in the HTTP API.</summary>
    public static string Name(this SensorStatus status) => status switch
    {
        SensorStatus.Ok => "ok",
        SensorStatus.Stale => "stale",
        SensorStatus.Failed => "failed",
        _ => "absent",
    };
}
