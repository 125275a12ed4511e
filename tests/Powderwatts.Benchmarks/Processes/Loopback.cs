using System.Net;
using System.Net.Sockets;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>Ports on this machine's loopback address.</summary>
internal static class Loopback
{
    /// <summary>One that nobody uses.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until somebody listens.</summary>
    public static async Task UntilListensAsync(int port, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (tries < 1000)
            {
                await Task.Delay(10, cancellationToken);
            }
        }
    }
}
