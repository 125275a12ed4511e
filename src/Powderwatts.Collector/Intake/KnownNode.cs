namespace Powderwatts.Collector.Intake;

/// <summary>What a collector has learned of a node since its own start; nothing that must outlive it.</summary>
internal sealed class KnownNode(int mostSensors)
{
    private readonly HashSet<string> sensors = new(StringComparer.Ordinal);
    private volatile bool isDescribed;

    /// <summary>Has it sent a valid `about`?</summary>
    public bool IsDescribed => isDescribed;

    /// <summary>It has sent a valid `about`.</summary>
    public void Describe() => isDescribed = true;

    /// <summary>Is the sensor one of the first few? Called by one thread.</summary>
    public bool Admit(string sensor) => sensors.Contains(sensor) || (sensors.Count < mostSensors && sensors.Add(sensor));
}
