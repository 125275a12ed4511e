using MQTTnet;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Broker;

public sealed class UsersScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_password_is_another_and_only_its_owner_may_read_it()
    {
        using var files = await BrokerFiles.MakeAsync(Token);

        string[] names = ["collector", "dashboard", "lodge.booth-pi", "lodge.barn-pi", "hut.booth-pi"];
        Assert.Equal(names.Length, names.Select(files.Password).Distinct().Count());
        Assert.All(names, name => Assert.Equal(32, files.Password(name).Length));
        foreach (var file in Directory.GetFiles(files.Path))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var passwords = await File.ReadAllTextAsync(Path.Combine(files.Path, "passwords"), Token);
        Assert.All(names, name => Assert.DoesNotContain(files.Password(name), passwords, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_run_changes_the_password_and_leaves_one_entry_of_each_user()
    {
        using var files = await BrokerFiles.MakeAsync(Token);
        var before = files.Password("lodge.booth-pi");

        await files.UsersAsync(["node", "lodge", "booth-pi"], Token);

        Assert.NotEqual(before, files.Password("lodge.booth-pi"));
        var users = (await File.ReadAllLinesAsync(Path.Combine(files.Path, "passwords"), Token)).Select(line => line.Split(':')[0]).ToArray();
        Assert.Equal(users.Distinct(), users);
        var acl = await File.ReadAllLinesAsync(Path.Combine(files.Path, "acl"), Token);
        Assert.Single(acl, "user lodge/booth-pi/live");

        await using var broker = await MosquittoServer.StartWholeAsync(files.Settings, Token);
        Assert.Null((await BrokerUser.TryConnectAsync(broker.Port, "lodge/booth-pi", before, "x", Token)).User);
        var (node, _) = await BrokerUser.TryConnectAsync(broker.Port, "lodge/booth-pi", files.Password("lodge.booth-pi"), "x", Token);
        Assert.NotNull(node);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_reads_and_a_further_collector_acknowledges()
    {
        using var files = await BrokerFiles.MakeAsync(Token);
        await files.UsersAsync(["reader", "kim"], Token);
        await files.UsersAsync(["collector", "second"], Token);
        await using var broker = await MosquittoServer.StartWholeAsync(files.Settings, Token);
        var (kim, _) = await BrokerUser.TryConnectAsync(broker.Port, "kim", files.Password("kim"), "x", Token);
        var (second, _) = await BrokerUser.TryConnectAsync(broker.Port, "second", files.Password("second"), "y", Token);
        await using var reader = kim!;
        await using var collector = second!;
        await reader.SubscribeAsync("powderwatts/v1/#", Token);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await reader.PublishAsync("powderwatts/v1/lodge/booth-pi/ack", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await reader.PublishAsync("powderwatts/v1/kim/live/data", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await collector.PublishAsync("powderwatts/v1/second/live/data", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.Success, await collector.PublishAsync("powderwatts/v1/lodge/booth-pi/ack", "settled", Token));
        Assert.Equal(("powderwatts/v1/lodge/booth-pi/ack", "settled"), await reader.NextAsync(Token));
    }

    [Theory]
    [InlineData("\"Lodge\" is no id; allowed: 1 to 32 of a-z, 0-9 and -", "node", "Lodge", "booth-pi")]
    [InlineData("\"booth/pi\" is no id; allowed: 1 to 32 of a-z, 0-9 and -", "node", "lodge", "booth/pi")]
    [InlineData("\"+\" is no id; allowed: 1 to 32 of a-z, 0-9 and -", "reader", "+")]
    [InlineData("\"collector\" is taken by a user of that name; choose another", "node", "collector", "booth-pi")]
    [InlineData("\"dashboard\" is taken by a user of that name; choose another", "reader", "dashboard")]
    [InlineData("users.sh DIR node SITE NODE", "node", "lodge")]
    [InlineData("users.sh DIR node SITE NODE", "nodes", "lodge", "booth-pi")]
    public async Task What_is_no_name_is_refused_and_nothing_is_written(string expected, params string[] arguments)
    {
        using var files = await BrokerFiles.MakeAsync(Token);
        var before = await File.ReadAllTextAsync(Path.Combine(files.Path, "passwords"), Token);

        var (exitCode, error) = await files.RunAsync(arguments, Token);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(files.Path, "passwords"), Token));
    }
}
