using System.Net;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Tests.Dashboard.Serving;

public sealed class RequestRateTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RequestRate rate;

    public RequestRateTests() => rate = new RequestRate(time);

    [Fact]
    public void An_address_may_ask_40_times_at_once_and_then_20_times_a_second()
    {
        var address = IPAddress.Parse("192.168.1.5");

        Assert.Equal(40, Allowed(address, 100));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, Allowed(address, 100));
    }

    [Fact]
    public void Another_address_has_its_own_share()
    {
        Allowed(IPAddress.Parse("192.168.1.5"), 100);

        Assert.Equal(40, Allowed(IPAddress.Parse("192.168.1.6"), 100));
    }

    [Fact]
    public void All_addresses_of_one_ipv6_machine_share()
    {
        Allowed(IPAddress.Parse("2001:db8::1"), 100);

        Assert.Equal(0, Allowed(IPAddress.Parse("2001:db8::2"), 100));
        Assert.Equal(40, Allowed(IPAddress.Parse("2001:db8:0:1::1"), 100));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Loopback_has_no_limit(string address) => Assert.Equal(100, Allowed(IPAddress.Parse(address), 100));

    [Fact]
    public void Memory_is_bounded_and_quiet_addresses_make_room()
    {
        for (var i = 0; i < RequestRate.MaxAddresses; i++)
            Assert.True(rate.Allows(new IPAddress([10, 1, (byte)(i >> 8), (byte)i])));
        Assert.False(rate.Allows(IPAddress.Parse("10.2.0.1")));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(rate.Allows(IPAddress.Parse("10.2.0.1")));
    }

    private int Allowed(IPAddress address, int times) => Enumerable.Range(0, times).Count(_ => rate.Allows(address));
}
