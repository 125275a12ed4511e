using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /healthz`: the process is up.</summary>
internal sealed class AliveEndpoint : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/healthz";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, "{\"status\":\"ok\"}"u8.ToArray());
    }
}
