namespace Powderwatts.Store.Influx;

/// <summary>The head of a run of rows in an answer.</summary>
internal sealed class InfluxSeries
{
    /// <summary>The measurement.</summary>
    public string Name { get; set; } = "";

    /// <summary>The tags that the rows are grouped by.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of a row's values; the first is `time`.</summary>
    public List<string> Columns { get; } = [];
}
