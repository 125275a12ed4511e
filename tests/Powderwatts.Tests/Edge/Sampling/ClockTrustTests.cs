using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sampling;
using Powderwatts.Readings.Health;

namespace Powderwatts.Tests.Edge.Sampling;

public sealed class ClockTrustTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_machine_that_is_no_Raspberry_Pi_is_trusted() => Assert.True(Clock(false).IsTrusted);

    [Fact]
    public void A_Pi_is_trusted_from_its_first_synchronisation()
    {
        Put("sys/firmware/devicetree/base/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        var health = new HealthBoard(time);
        var clock = new ClockTrust(false, health, time, root.Path);
        Assert.False(clock.IsTrusted);
        Assert.Equal(HealthState.Warn, Assert.Single(health.Report().Parts).State);

        Put(ClockTrust.SyncFile, "");
        Assert.False(clock.IsTrusted); // looked at once a second at most
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(clock.IsTrusted);
        Assert.Equal(("clock", HealthState.Ok), (health.Report().Parts[0].Part, health.Report().Parts[0].State));
    }

    [Fact]
    public void The_rig_may_say_trust()
    {
        Put("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0");

        Assert.True(Clock(true).IsTrusted);
    }

    private ClockTrust Clock(bool alwaysTrust) => new(alwaysTrust, new HealthBoard(time), time, root.Path);

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(name))!);
        File.WriteAllText(root.File(name), text);
    }
}
