using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Powderwatts.Tests;

/// <summary>A cable between a client and a server that a test can cut, or hold still while both ends believe that it is fine.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile TaskCompletionSource? held;

    public TcpRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 to connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends every connection now, without a goodbye. New ones are let through.</summary>
    public void Cut()
    {
        while (sockets.TryTake(out var socket))
            socket.Close(0);
    }

    /// <summary>Passes nothing on any more, in either direction.</summary>
    public void Hold() => held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes everything on again, what was held too.</summary>
    public void Release()
    {
        held?.TrySetResult();
        held = null;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        Release();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task RelayAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(near);
        sockets.Add(far);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // one end is gone: end the other too
        }

        near.Close(0);
        far.Close(0);
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            {
                if (held is { } wait)
                    await wait.Task;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // cut
        }
    }
}
