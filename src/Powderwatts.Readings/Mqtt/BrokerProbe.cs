using System.Net.Sockets;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Tells a broker that has ended from one that only closed our connection: nobody listens at its address any more.</summary>
internal static class BrokerProbe
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(1);

    /// <summary>Is the connection refused right now? No answer is no: it may be the network.</summary>
    public static async Task<bool> IsGoneAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, either.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
