using System.Net;
using System.Net.Sockets;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Readings.Mqtt;

public sealed class BrokerProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_where_nobody_listens_any_more_is_a_broker_that_ended()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.False(await BrokerProbe.IsGoneAsync("127.0.0.1", port, TimeProvider.System, Token));

        listener.Stop();

        Assert.True(await BrokerProbe.IsGoneAsync("127.0.0.1", port, TimeProvider.System, Token));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_tells_nothing() =>
        Assert.False(await BrokerProbe.IsGoneAsync("no-such-broker.invalid", 1883, TimeProvider.System, Token));
}
