using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings.Health;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /api/v1/health`: every part of the flow, with reasons, next steps and counts.</summary>
internal sealed class HealthEndpoint(LiveBoard board, HealthBoard own, TimeProvider time) : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/api/v1/health";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        var report = SiteHealth.Gather(board, own, time.GetUtcNow().ToUnixTimeMilliseconds());
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("t"u8, report.T);
            json.WriteString("state"u8, ApiJson.Name(SiteHealth.Worst(report)));
            json.WriteStartArray("parts"u8);
            foreach (var part in report.Parts)
                ApiJson.Part(json, part);
            json.WriteEndArray();
            json.WriteStartArray("sensors"u8);
            foreach (var sensor in report.Sensors)
            {
                json.WriteStartObject();
                json.WriteString("sensor"u8, sensor.Sensor);
                json.WriteString("state"u8, sensor.Ok ? "ok"u8 : "failed"u8);
                json.WriteNumber("since"u8, sensor.Since);
                ApiJson.Text(json, "reason"u8, sensor.Reason);
                json.WriteNumber("failures"u8, sensor.Failures);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
