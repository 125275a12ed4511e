using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /readyz`: 200 when the flow is up, else 503 with the reasons.</summary>
internal sealed class ReadyEndpoint(LiveBoard board, Readiness readiness) : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/readyz";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        var reasons = readiness.Reasons();
        var status = reasons.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAnswer.WriteAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready"u8, reasons.IsEmpty);
            json.WriteString("mode"u8, board.Mode.Name());
            json.WriteStartArray("reasons"u8);
            foreach (var reason in reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
