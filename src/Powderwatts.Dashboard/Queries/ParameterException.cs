namespace Powderwatts.Dashboard.Queries;

/// <summary>A query parameter is wrong. The message names it, what it is and what it may be.</summary>
internal sealed class ParameterException(string parameter, string message, int status = 400) : Exception(message)
{
    /// <summary>The parameter.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The HTTP status: 400, or 404 when what it names does not exist.</summary>
    public int Status { get; } = status;
}
