using System.Net;
using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Tests.Dashboard.Serving;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8080", true)]
    [InlineData("localhost.", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("127.8.9.1", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("booth.example", true)]
    [InlineData("booth.example.evil.com", false)]
    [InlineData("evil.com", false)]
    [InlineData("powder-pi", false)]
    [InlineData("192.168.1.5", false)]
    [InlineData("", false)]
    public void On_loopback_only_loopback_and_configured_names_pass(string host, bool passes) =>
        Assert.Equal(passes, new HostNames(["booth.example"], lan: false, "powder-pi").Allows(new HostString(host), IPAddress.Loopback));

    [Theory]
    [InlineData("192.168.1.5:8080", true)]
    [InlineData("[fe80::1]", true)]
    [InlineData("powder-pi", true)]
    [InlineData("powder-pi.local:8080", true)]
    [InlineData("evil.com", false)]
    public void Open_to_the_network_addresses_and_the_machines_name_pass(string host, bool passes) =>
        Assert.Equal(passes, new HostNames([], lan: true, "powder-pi").Allows(new HostString(host), IPAddress.Parse("192.168.1.5")));

    [Fact]
    public void The_address_at_which_the_connection_arrived_passes() =>
        Assert.True(new HostNames([], lan: false, "powder-pi").Allows(new HostString("192.168.1.5:80"), IPAddress.Parse("::ffff:192.168.1.5")));
}
