using System.Net;
using Powderwatts.Booth;

namespace Powderwatts.Tests.Booth;

public sealed class BrokerAccessTests
{
    private static readonly IPAddress outside = IPAddress.Parse("192.0.2.7");
    private readonly BrokerAccess access = new("lodge", ["booth-pi", "second-pi"], "secret");

    [Fact]
    public void On_this_machine_anyone_may_read_without_a_name_and_from_outside_nobody()
    {
        Assert.True(access.MayConnect("x", null, null, IPAddress.Loopback));
        Assert.False(access.MayConnect("x", null, null, outside));
        Assert.False(access.MayConnect("x", null, null, null));
        Assert.False(access.MayConnect("x", "somebody", "secret", IPAddress.Loopback));
    }

    [Fact]
    public void Own_names_and_client_ids_need_each_other_and_the_secret()
    {
        Assert.True(access.MayConnect("lodge/booth-pi", "lodge/booth-pi", "secret", IPAddress.Loopback));
        Assert.False(access.MayConnect("lodge/booth-pi", "lodge/booth-pi", "Secret", IPAddress.Loopback));
        Assert.False(access.MayConnect("lodge/booth-pi", null, null, IPAddress.Loopback));
        Assert.False(access.MayConnect("other", "lodge/booth-pi", "secret", IPAddress.Loopback));
    }

    [Fact]
    public void Each_node_of_a_tape_has_its_own_names_and_its_own_tree()
    {
        Assert.True(access.MayConnect("lodge/second-pi/live", "lodge/second-pi/live", "secret", IPAddress.Loopback));
        Assert.True(access.MayPublish("lodge/second-pi", "powderwatts/v1/lodge/second-pi/data"));
        Assert.False(access.MayPublish("lodge/second-pi", "powderwatts/v1/lodge/booth-pi/data"));
        Assert.False(access.MayPublish("lodge/second-pi/live", "powderwatts/v1/lodge/booth-pi/live/a"));
    }

    [Theory]
    [InlineData("lodge/booth-pi", "data", true)]
    [InlineData("lodge/booth-pi", "about", true)]
    [InlineData("lodge/booth-pi", "event/button", true)]
    [InlineData("lodge/booth-pi", "ack", false)]
    [InlineData("lodge/booth-pi/live", "live/a", true)]
    [InlineData("lodge/booth-pi/live", "data", false)]
    [InlineData("lodge/booth-pi/live", "ack", false)]
    [InlineData(null, "live/a", false)]
    public void Each_own_connection_writes_in_its_part_of_the_tree(string? user, string leaf, bool expected)
    {
        Assert.Equal(expected, access.MayPublish(user, $"powderwatts/v1/lodge/booth-pi/{leaf}"));
        Assert.False(access.MayPublish(user, $"powderwatts/v1/lodge/other-pi/{leaf}"));
    }
}
