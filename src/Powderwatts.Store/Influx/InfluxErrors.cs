using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Powderwatts.Store.Influx;

/// <summary>Puts what InfluxDB or the road to it did into words with the next step.</summary>
internal static class InfluxErrors
{
    /// <summary>The server was not reached.</summary>
    /// <param name="verb">`write to`, `read from`, `set up`.</param>
    /// <param name="name">The store's name.</param>
    /// <param name="error">What broke.</param>
    public static StoreException Unreachable(string verb, string name, Exception error)
    {
        var (cause, next) = error switch
        {
            HttpRequestException { InnerException: AuthenticationException inner } when inner.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) =>
                ($"its TLS certificate is not accepted ({inner.Message})", "put the certificate's authority into this machine's trust store, or correct the name in the store's url"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls =>
                ($"no TLS connection could be made ({(tls.InnerException ?? tls).Message})", "check whether the store's url should begin with http:// or https://"),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ("no such host", "correct the host name in the store's url"),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
                ("nobody listens there", "start InfluxDB, or correct the host and port in the store's url"),
            HttpRequestException { InnerException: SocketException socket } => (socket.Message, "check the network and the store's url"),
            OperationCanceledException => ("no answer in time", "look at the server's load and log"),
            _ => (error.Message, "look at the server's log"),
        };
        return new StoreException(Failure.Retry, $"cannot {verb} the store '{name}': {cause}; {next}", error);
    }

    /// <summary>The server answered, and the answer was not what was asked for.</summary>
    /// <param name="verb">`write to`, `read from`, `set up`.</param>
    /// <param name="options">The server.</param>
    /// <param name="database">The database or bucket.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="verdict">What the answer means.</param>
    public static StoreException Refused(string verb, InfluxOptions options, string database, int status, in WriteVerdict verdict)
    {
        var next = status switch
        {
            401 => options.Token is null
                ? "name a file with the token in the store's token_file"
                : "put a token that this server knows into the store's token_file",
            403 => $"give this token the right to write and read '{database}'",
            404 when verdict.Reason.Contains("org", StringComparison.OrdinalIgnoreCase) => "correct the store's organisation",
            404 => "create it with powderwatts collect --setup",
            429 or >= 500 => "it is tried again",
            >= 300 and < 400 => "write the address that it redirects to into the store's url",
            _ => "check the store's url and version with powderwatts doctor",
        };
        var cause = status switch
        {
            401 => "the token is refused",
            403 => "the token lacks a right",
            404 => $"{(options.Version == 2 ? "bucket" : "database")} '{database}' is missing",
            _ => null,
        };
        cause = cause is null ? verdict.Reason : $"{cause} ({verdict.Reason})";
        return new StoreException(
            verdict.Action == WriteAction.RetrySlowly ? Failure.RetrySlowly : Failure.Retry, $"cannot {verb} the store '{options.Name}': {cause}; {next}")
        {
            RetryAfter = verdict.RetryAfter,
        };
    }

    /// <summary>An answer that is not InfluxDB's.</summary>
    public static StoreException Unreadable(string name, string cause, Exception? error = null) =>
        new(Failure.Retry, string.Create(CultureInfo.InvariantCulture,
            $"cannot read from the store '{name}': {cause}; check the store's url and version with powderwatts doctor"), error);
}
