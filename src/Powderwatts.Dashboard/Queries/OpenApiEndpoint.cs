using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /openapi/v1.json`: the description of this API, as it is kept beside the source.</summary>
internal sealed class OpenApiEndpoint : IEndpoint
{
    private readonly byte[] document = Read();

    /// <inheritdoc/>
    public string Path => "/openapi/v1.json";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, document);
    }

    private static byte[] Read()
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not embedded in this program");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
