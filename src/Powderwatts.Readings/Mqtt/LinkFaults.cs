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
                    return new($"no secure connection: {cause.Message}", "check the broker's certificate and this machine's clock");
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

    private static LinkFault OfSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new("connection refused", "start the broker or correct broker.host"),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new("no such host", "correct broker.host"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => new("network unreachable", "check the network"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.OperationAborted or SocketError.Shutdown => Closed,
        SocketError.TimedOut => new("no answer", CheckAddress),
        _ => new(socket.Message, CheckAddress),
    };

    private static string WithWords(string cause, string? words) => string.IsNullOrWhiteSpace(words) ? cause : $"{cause} ({words})";
}
