namespace Powderwatts.Store.Influx;

/// <summary>Takes one row of an answer.</summary>
/// <param name="series">Its head; the same object for all its rows.</param>
/// <param name="t">The instant, Unix milliseconds.</param>
/// <param name="values">The values in order of the columns, `time` aside (so column n is value n - 1); NaN where there is none.</param>
internal delegate void InfluxRowHandler(InfluxSeries series, long t, ReadOnlySpan<double> values);
