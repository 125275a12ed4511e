namespace Powderwatts.Dashboard.Live;

/// <summary>How fresh a sensor's newest reading is.</summary>
internal enum SensorStatus
{
    /// <summary>Its node describes it, and it was never read.</summary>
    Absent,

    /// <summary>Read within the last three intervals.</summary>
    Ok,

    /// <summary>Its newest reading is older than three intervals, and than 3 s.</summary>
    Stale,

    /// <summary>Its node says that it cannot be read.</summary>
    Failed,
}
