using Microsoft.AspNetCore.Http;

namespace Powderwatts.Dashboard.Serving;

/// <summary>One address of the HTTP API.</summary>
internal interface IEndpoint
{
    /// <summary>Its path: `/api/v1/now`.</summary>
    string Path { get; }

    /// <summary>Answers GET and HEAD.</summary>
    Task AnswerAsync(HttpContext context);
}
