using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Powderwatts.Dashboard.Serving;

/// <summary>Why a program cannot listen, in one sentence with the next step.</summary>
internal static class ListenFault
{
    /// <summary>The sentence; null when the fault is another one.</summary>
    public static string? Explain(Exception fault, DashboardOptions options)
    {
        var where = string.Join("' or '", options.Listen);
        return Cause(fault) switch
        {
            SocketError.AddressAlreadyInUse =>
                $"cannot listen on '{where}': another program uses the port; stop it, or choose a free port with --listen 127.0.0.1:0",
            SocketError.AccessDenied =>
                $"cannot listen on '{where}': this user may not; choose a port above 1023 with --listen 127.0.0.1:8080",
            SocketError.AddressNotAvailable =>
                $"cannot listen on '{where}': this machine does not have that address; choose one of its own with --listen, or --lan for all of them",
            _ => null,
        };
    }

    private static SocketError? Cause(Exception? fault) => fault switch
    {
        null => null,
        AddressInUseException => SocketError.AddressAlreadyInUse,
        SocketException socket => socket.SocketErrorCode,
        _ => Cause(fault.InnerException),
    };
}
