using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Tests.Processes;

public sealed class BrokerClientTests
{
    [Fact]
    public void Without_user_and_password_it_logs_in_without_a_name() =>
        Assert.Null(BrokerClient.Of(new BrokerSettings(), "collector", "collector").User);

    [Fact]
    public void The_rigs_user_is_used_and_else_the_parts_own_when_there_is_a_password()
    {
        using var folder = new TemporaryFolder();
        var settings = new BrokerSettings { Port = 18830, Protocol = 3, PasswordFile = Secret.Write(folder.File("password"), "secret\n") };

        var own = BrokerClient.Of(settings, "collector", "collector");
        var named = BrokerClient.Of(settings with { User = "somebody" }, "collector", "collector");

        Assert.Equal(("collector", "secret", "collector", 18830, 3), (own.User, own.Password, own.ClientId, own.Port, own.Protocol));
        Assert.Equal("somebody", named.User);
    }

    [Fact]
    public void A_group_shares_the_chunks_and_nothing_else()
    {
        Assert.Equal(["powderwatts/v1/+/+/data", "powderwatts/v1/+/+/about"], CollectProcess.Subscriptions(null));
        Assert.Equal(["$share/roof/powderwatts/v1/+/+/data", "powderwatts/v1/+/+/about"], CollectProcess.Subscriptions("roof"));
    }
}
