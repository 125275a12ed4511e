using System.Buffers;
using Powderwatts.Booth;

namespace Powderwatts.Tests.Booth;

public sealed class FrameGuardTests
{
    // MQTT 5, section 1.5.5, table 1-1: the edges of the variable byte integer
    [Theory]
    [InlineData("10", null)]
    [InlineData("1000", 0)]
    [InlineData("107F", 127)]
    [InlineData("108001", 128)]
    [InlineData("10FF7F", 16_383)]
    [InlineData("10808001", 16_384)]
    [InlineData("10FFFF", null)]
    [InlineData("10FFFFFF7F", 268_435_455)]
    [InlineData("10FFFFFFFF", int.MaxValue)]
    public void A_frame_claims_the_length_of_its_fixed_header(string hex, int? expected) =>
        Assert.Equal(expected, FrameGuard.ClaimedLength(new ReadOnlySequence<byte>(Convert.FromHexString(hex))));
}
