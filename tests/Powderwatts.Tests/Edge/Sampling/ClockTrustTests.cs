using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sampling;

namespace Powderwatts.Tests.Edge.Sampling;

public sealed class ClockTrustTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private bool kernelSays;

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_machine_that_is_no_Raspberry_Pi_is_trusted() => Assert.True(Clock(false).IsTrusted);

    [Fact]
    public void A_clock_before_this_program_existed_is_trusted_nowhere_unless_the_rig_says_so()
    {
        var early = new FakeTimeProvider(new DateTimeOffset(1970, 1, 1, 0, 5, 0, TimeSpan.Zero));
        var clock = new ClockTrust(false, early, root.Path, () => true);
        Assert.False(clock.IsTrusted);
        Assert.True(new ClockTrust(true, early, root.Path, () => false).IsTrusted);

        early.AdjustTime(time.GetUtcNow());
        early.Advance(TimeSpan.FromSeconds(1));

        Assert.True(clock.IsTrusted);
    }

    [Fact]
    public void A_Pi_is_trusted_from_its_first_synchronisation()
    {
        Pi();
        var clock = Clock(false);
        Assert.False(clock.IsTrusted);

        Put(ClockTrust.SyncFile, "");
        Assert.False(clock.IsTrusted); // looked at once a second at most
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(clock.IsTrusted);
    }

    [Fact]
    public void The_kernel_may_say_so_too()
    {
        Pi();
        kernelSays = true;

        Assert.True(Clock(false).IsTrusted);
    }

    [Theory]
    [InlineData("1", "1796000000", true)]
    [InlineData("1", "86400", false)] // a Pi 5 without a battery
    [InlineData("0", "1796000000", false)]
    public void A_real_time_clock_counts_when_the_kernel_took_the_time_from_it_and_it_knows_the_year(string hctosys, string seconds, bool trusted)
    {
        Pi();
        Put("sys/class/rtc/rtc0/hctosys", hctosys + "\n");
        Put("sys/class/rtc/rtc0/since_epoch", seconds + "\n");

        Assert.Equal(trusted, Clock(false).IsTrusted);
    }

    [Fact]
    public void The_rig_may_say_trust()
    {
        Pi();

        Assert.True(Clock(true).IsTrusted);
    }

    [Theory]
    [InlineData("wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\n", "", true)]
    [InlineData("wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\n", "", false)]
    [InlineData("", "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80000000000000ba27ebfffe000001 00000400 00000001 00000000 00000003    wlan0\n", true)]
    [InlineData("", "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n", false)]
    public void A_default_route_is_seen_in_the_kernels_tables(string v4, string v6, bool exists)
    {
        Assert.False(DefaultRoute.Exists(root.Path));
        Put("proc/net/route", "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n" + v4);
        Put("proc/net/ipv6_route", v6);

        Assert.Equal(exists, DefaultRoute.Exists(root.Path));
    }

    private ClockTrust Clock(bool alwaysTrust) => new(alwaysTrust, time, root.Path, () => kernelSays);

    private void Pi() => Put("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0");

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(name))!);
        File.WriteAllText(root.File(name), text);
    }
}
