using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /api/v1/now`: the newest reading of each sensor.</summary>
internal sealed class NowEndpoint(LiveBoard board) : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/api/v1/now";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        var now = board.Now();
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => ApiJson.Now(json, now));
    }
}
