using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Puts what MQTTnet, the sockets and the broker say into a cause and a next step.</summary>
internal static class LinkFaults
{
    private const string CheckAddress = "check broker.host, broker.port and the network";
    private const string CheckCredentials = "correct broker.user and broker.password_file";

    /// <summary>Nothing came back in time.</summary>
    public static LinkFault Silence(string toWhat, TimeSpan limit) =>
        new(FormattableString.Invariant($"no answer to {toWhat} within {limit.TotalSeconds:0.#} s"), CheckAddress);

    /// <summary>The broker answered a connect, but not with yes.</summary>
    public static LinkFault OfConnect(MqttClientConnectResultCode code, string? words, MqttLinkOptions options) => code switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized
            or MqttClientConnectResultCode.Banned or MqttClientConnectResultCode.BadAuthenticationMethod =>
            new(options.User is { } user ? $"user '{user}' or its password is not accepted" : "the broker wants a user and a password", CheckCredentials),
        MqttClientConnectResultCode.UnsupportedProtocolVersion =>
            new($"the broker does not speak MQTT {(options.Protocol == 5 ? "5" : "3.1.1")}", $"set broker.protocol to {(options.Protocol == 5 ? 3 : 5)}"),
        MqttClientConnectResultCode.ClientIdentifierNotValid =>
            new($"client id '{options.ClientId}' is not accepted", "allow it in the broker's settings"),
        MqttClientConnectResultCode.ServerUnavailable or MqttClientConnectResultCode.ServerBusy
            or MqttClientConnectResultCode.QuotaExceeded or MqttClientConnectResultCode.ConnectionRateExceeded =>
            new("the broker takes no more connections", "wait, or raise the broker's limits"),
        _ => new(WithWords($"the broker refused: {code}", words), "see the broker's log"),
    };

    /// <summary>The broker refused a subscription: the link would be deaf.</summary>
    public static LinkFault OfSubscription(string filter, string code) =>
        new($"subscription '{filter}' is refused: {code}", "allow it in the broker's access list");

    /// <summary>An open connection ended.</summary>
    public static LinkFault OfLoss(MqttClientDisconnectedEventArgs lost, MqttLinkOptions options)
    {
        var reason = lost.Exception is MqttClientUnexpectedDisconnectReceivedException { ReasonCode: { } code }
            ? (MqttClientDisconnectReason)(int)code
            : lost.Reason;
        return reason switch
        {
            MqttClientDisconnectReason.SessionTakenOver =>
                new($"another client has come with client id '{options.ClientId}'", "give every node an id of its own") { TakenOver = true },
            MqttClientDisconnectReason.ServerShuttingDown => new("the broker is shutting down", "start the broker"),
            MqttClientDisconnectReason.NotAuthorized => new("the broker no longer accepts us", CheckCredentials),
            MqttClientDisconnectReason.KeepAliveTimeout => new("the broker heard nothing from us in time", CheckAddress),
            MqttClientDisconnectReason.PacketTooLarge => new("the broker found a message too large", "raise the broker's max_packet_size to 300000"),
            MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.UnspecifiedError =>
                lost.Exception is { } exception ? OfException(exception, options.ConnectTimeout) : Closed,
            _ => new(WithWords($"the broker ended the connection: {reason}", lost.ReasonString), "see the broker's log"),
        };
    }

    /// <summary>A connection did not come about.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="options">How the broker was to be reached.</param>
    /// <param name="check">What was found of the broker's certificate; null without TLS.</param>
    public static LinkFault OfOpening(Exception exception, MqttLinkOptions options, ServerCheck? check)
    {
        if (check?.Fault is { } untrusted)
            return untrusted;
        if (exception is CertificateFileException)
            return new(exception.Message, "correct broker.client_certificate_file and broker.client_key_file");
        var fault = OfException(exception, options.ConnectTimeout);
        // an outage of the network or of the broker has the same words with and without TLS
        if (!fault.MayBeTakenOver && !fault.IsTls)
            return fault;
        return check switch
        {
            null => new("the broker closed the connection without an answer", "see the broker's log, and if the port speaks TLS set broker.tls: true"),
            { Seen: false } when SentAlert(exception) => new("the broker refused the handshake of TLS: they have no version or cipher in common", "allow TLS 1.2 or 1.3 at the broker"),
            { Seen: false } => new("what answers does not speak TLS", "correct broker.port (TLS is usual on 8883), or give the broker a certificate"),
            _ when options.Tls?.ClientCertificateFile is { } file => new("the broker ended the connection after it saw our certificate",
                $"see the broker's log: its authority must have signed '{file}'"),
            _ => new("the broker ended the connection after it showed its certificate",
                "see the broker's log, and if it wants a certificate of ours set broker.client_certificate_file and broker.client_key_file"),
        };
    }

    /// <summary>Connecting, subscribing or waiting threw.</summary>
    public static LinkFault OfException(Exception exception, TimeSpan limit)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException socket:
                    return OfSocket(socket);
                case AuthenticationException:
                    return new($"no secure connection: {cause.Message}", "see the broker's log") { IsTls = true };
                case MqttCommunicationTimedOutException or OperationCanceledException or TimeoutException:
                    return Silence("the connect", limit);
                case MqttClientUnexpectedDisconnectReceivedException { ReasonCode: MqttDisconnectReasonCode code }:
                    return new($"the broker ended the connection: {code}", "see the broker's log");
                case MqttProtocolViolationException:
                    return new($"what answers is no MQTT broker: {cause.Message}", CheckAddress);
            }
        }

        return exception is MqttCommunicationException or IOException or ObjectDisposedException
            ? Closed
            : new LinkFault(exception.Message, CheckAddress);
    }

    private static LinkFault Closed => new("the connection was closed", "see the broker's log") { MayBeTakenOver = true };

    // who sends an alert speaks TLS; only OpenSSL's own words tell it (`... alert handshake failure`, `... alert protocol version`)
    private static bool SentAlert(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains(" alert ", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static LinkFault OfSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new("connection refused", "start the broker or correct broker.host"),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new("no such host", "correct broker.host"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => new("network unreachable", "check the network"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.OperationAborted or SocketError.Shutdown
            or SocketError.NotConnected => Closed,
        SocketError.TimedOut => new("no answer", CheckAddress),
        _ => new(socket.Message, CheckAddress),
    };

    private static string WithWords(string cause, string? words) => string.IsNullOrWhiteSpace(words) ? cause : $"{cause} ({words})";
}
