using System.Net;
using Powderwatts.Dashboard.Live;

namespace Powderwatts.Tests.Dashboard.Live;

public sealed class StreamLimitsTests
{
    private readonly StreamLimits limits = new();

    [Fact]
    public void One_address_has_at_most_64_streams()
    {
        var address = IPAddress.Parse("192.168.1.5");
        var places = Enumerable.Range(0, 65).Select(_ => limits.Enter(address)).ToList();

        Assert.Equal(64, places.Count(p => p == StreamPlace.Ok));
        Assert.Equal(StreamPlace.AddressFull, places[^1]);
    }

    [Fact]
    public void All_addresses_together_have_at_most_100_streams()
    {
        var places = Enumerable.Range(0, 101).Select(i => limits.Enter(new IPAddress([10, 0, 0, (byte)i]))).ToList();

        Assert.Equal(StreamPlace.AllFull, places[^1]);
        Assert.Equal((100, 1L), limits.Counts);
    }

    [Fact]
    public void A_place_that_was_given_back_is_free()
    {
        var address = IPAddress.Parse("192.168.1.5");
        for (var i = 0; i < 64; i++)
            limits.Enter(address);
        limits.Leave(address);

        Assert.Equal(StreamPlace.Ok, limits.Enter(address));
    }
}
