using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Powderwatts.Tests;

/// <summary>
/// A cable between a client and a server that a test can harm: cut it, refuse new connections, hold it still while both ends believe
/// that it is fine, in one direction only, slow it down, or end it in the middle of a packet.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> pairs = []; // near to far
    private readonly ConcurrentBag<Socket> abandoned = [];
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile TaskCompletionSource? heldToServer;
    private volatile TaskCompletionSource? heldToClient;
    private long bytesLeft = long.MaxValue;
    private long latencyTicks;

    public TcpRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 to connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Resets new connections at once.</summary>
    public volatile bool Refuses;

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Latency
    {
        get => new(Interlocked.Read(ref latencyTicks));
        set => Interlocked.Exchange(ref latencyTicks, value.Ticks);
    }

    /// <summary>Ends every connection now, without a goodbye. New ones are let through.</summary>
    public void Cut()
    {
        foreach (var (near, far) in pairs)
        {
            near.Close(0);
            far.Close(0);
        }
    }

    /// <summary>Ends every connection when so many bytes more have passed, both directions together.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref bytesLeft, bytes);

    /// <summary>The clients are gone without a word; the server still believes in them, until <see cref="Release"/>.</summary>
    public void Abandon()
    {
        foreach (var (near, far) in pairs)
        {
            abandoned.Add(far);
            pairs.TryRemove(near, out _);
            near.Close(0);
        }
    }

    /// <summary>Passes nothing on any more, in either direction.</summary>
    public void Hold()
    {
        HoldToServer();
        HoldToClient();
    }

    /// <summary>Passes nothing on any more to the server; its words still reach the client.</summary>
    public void HoldToServer() => heldToServer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes nothing on any more to the client; its words still reach the server.</summary>
    public void HoldToClient() => heldToClient ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All is well again: passes everything on, what was held too.</summary>
    public void Release()
    {
        (Refuses, Latency) = (false, TimeSpan.Zero);
        CutAfter(long.MaxValue);
        heldToServer?.TrySetResult();
        heldToClient?.TrySetResult();
        (heldToServer, heldToClient) = (null, null);
        while (abandoned.TryTake(out var socket))
            socket.Close(0);
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
        if (Refuses)
        {
            near.Close(0);
            return;
        }

        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        pairs[near] = far;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAny(CopyAsync(near, far, toServer: true), CopyAsync(far, near, toServer: false));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // one end is gone: end the other too
        }

        near.Close(0);
        if (pairs.TryRemove(near, out _) || stop.IsCancellationRequested) // else the server must not notice
            far.Close(0);
    }

    private async Task CopyAsync(Socket from, Socket to, bool toServer)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            {
                if (Latency is { Ticks: > 0 } latency)
                    await Task.Delay(latency, stop.Token);
                if ((toServer ? heldToServer : heldToClient) is { } wait)
                    await wait.Task;
                var left = Interlocked.Add(ref bytesLeft, -count);
                if (left < 0)
                    count = (int)Math.Max(0, count + left);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
                if (left < 0)
                {
                    CutAfter(long.MaxValue); // the next connections are whole again
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // cut
        }
    }
}
