namespace Powderwatts.Edge.Sensors;

/// <summary>
/// One sensor's entry of the rig, each value already read and checked by its <see cref="SettingKey"/>. A driver's settings are made from it.
/// </summary>
/// <param name="driverValues">The driver's own keys; a key that was not given is absent.</param>
public sealed class SettingValues(IReadOnlyDictionary<string, object> driverValues)
{
    /// <summary>The id within the node.</summary>
    public required string Id { get; init; }

    /// <summary>The name that people read, when given.</summary>
    public string? Name { get; init; }

    /// <summary>The driver's name.</summary>
    public required string Driver { get; init; }

    /// <summary>The bus.</summary>
    public required string Bus { get; init; }

    /// <summary>The sampling interval, when given.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Rated power, W, when given.</summary>
    public double? RatedW { get; init; }

    /// <summary>A key of type number; null when not given.</summary>
    public double? Number(string key) => Get<double>(key);

    /// <summary>A key of type whole or address; null when not given.</summary>
    public int? Whole(string key) => Get<int>(key);

    /// <summary>A key of type duration; null when not given.</summary>
    public TimeSpan? Duration(string key) => Get<TimeSpan>(key);

    /// <summary>A key of type text or word; null when not given.</summary>
    public string? Text(string key) => driverValues.TryGetValue(key, out var value) ? (string)value : null;

    private T? Get<T>(string key)
        where T : struct => driverValues.TryGetValue(key, out var value) ? (T)value : null;
}
