using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /api/v1/history`: one quantity of one sensor over time, in buckets.</summary>
internal sealed class HistoryEndpoint(DashboardOptions options, LiveBoard board, TimedStore store) : IEndpoint
{
    /// <summary>Buckets in one answer.</summary>
    public const int MaxPoints = 2000;

    /// <summary>The longest period.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    /// <inheritdoc/>
    public string Path => "/api/v1/history";

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context)
    {
        var parameters = QueryParameters.Only(context.Request.Query, "sensor", "quantity", "from", "to", "points", "origin");
        var sensor = parameters.Sensor();
        var quantity = parameters.Quantity();
        var origin = parameters.Origin(board.Mode);
        var now = board.InstantOf(origin);
        var end = parameters.Instant("to") ?? now;
        var (from, to) = parameters.Period(Math.Max(0, end - 3_600_000), now, Longest);
        var points = parameters.Integer("points", 300, 1, MaxPoints);
        var width = BucketWidths.For(from, to, points);
        var series = new Series(options.Site, sensor.Node, sensor.Sensor, origin);
        var history = await store.AskAsync(
            (s, c) => s.HistoryAsync(new HistoryQuestion(series, quantity, from, to, width), c), context.RequestAborted).ConfigureAwait(false);
        if (history.Buckets.IsEmpty)
            MustExist(sensor);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("sensor"u8, sensor.ToString());
            json.WriteString("quantity"u8, quantity.Name());
            json.WriteString("unit"u8, quantity.Unit());
            json.WriteString("origin"u8, origin.Name());
            json.WriteString("zone"u8, options.Zone);
            json.WriteNumber("from"u8, from);
            json.WriteNumber("to"u8, to);
            json.WriteNumber("bucket_ms"u8, width);
            json.WriteStartArray("buckets"u8);
            foreach (var bucket in history.Buckets)
            {
                json.WriteStartObject();
                json.WriteNumber("t"u8, bucket.T);
                json.WriteNumber("min"u8, bucket.Min);
                json.WriteNumber("mean"u8, bucket.Mean);
                json.WriteNumber("max"u8, bucket.Max);
                json.WriteNumber("last"u8, bucket.Last);
                json.WriteNumber("count"u8, bucket.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            ApiJson.Gaps(json, history.Gaps);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    // a retired sensor has history; one that nobody knows is a slip of the pen
    private void MustExist(SensorName sensor)
    {
        var known = board.Now().Sensors.Select(s => s.Sensor).ToList();
        if (!known.Contains(sensor.ToString()))
        {
            throw new ParameterException("sensor",
                $"parameter 'sensor' is {sensor}, which this site does not have; known: {string.Join(", ", known.Take(20))}",
                StatusCodes.Status404NotFound);
        }
    }
}
