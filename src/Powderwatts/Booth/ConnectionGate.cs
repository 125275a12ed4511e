using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Powderwatts.Booth;

/// <summary>Lets a limited number of connections in, and puts a <see cref="FrameGuard"/> before each.</summary>
internal sealed class ConnectionGate(EmbeddedBrokerOptions options, BrokerCounts counts)
{
    private readonly ConcurrentDictionary<IPAddress, int> addresses = new();

    /// <summary>Kestrel's connection middleware.</summary>
    public ConnectionDelegate Wrap(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var isCounted = address is not null && !IPAddress.IsLoopback(address);
        var fromAddress = isCounted ? addresses.AddOrUpdate(address!, 1, (_, known) => known + 1) : 0;
        try
        {
            if (Interlocked.Increment(ref counts.Connections) > options.Connections || fromAddress > options.ConnectionsPerAddress)
            {
                Interlocked.Increment(ref counts.Refused);
                connection.Abort();
                return;
            }

            var guard = new FrameGuard(connection.Transport.Input, options.FrameBytes, () => Interlocked.Increment(ref counts.Refused));
            connection.Transport = new GuardedPipe(guard, connection.Transport.Output);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref counts.Connections);
            if (isCounted && addresses.AddOrUpdate(address!, 0, (_, known) => known - 1) <= 0)
                addresses.TryRemove(new(address!, 0));
        }
    };

    private sealed class GuardedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
