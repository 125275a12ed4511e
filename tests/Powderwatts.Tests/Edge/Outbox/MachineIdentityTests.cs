using Powderwatts.Edge.Outbox;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class MachineIdentityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_serial_number_counts_before_the_machine_id_and_neither_is_shown()
    {
        Put("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        var byId = Read();
        Put("proc/cpuinfo", "processor\t: 0\nSerial\t\t: 10000000abcdef01\n");
        var bySerial = Read();
        Put("sys/firmware/devicetree/base/serial-number", "10000000abcdef01\0");

        Assert.Equal(bySerial, Read());
        Assert.NotEqual(byId, bySerial);
        Assert.Matches("^[0-9a-f]{16}$", bySerial);
        Assert.DoesNotContain("abcdef01", bySerial, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("")]
    public void A_serial_number_that_says_nothing_is_passed_over(string serial)
    {
        Put("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        var byId = Read();
        Put("sys/firmware/devicetree/base/serial-number", serial + "\0");

        Assert.Equal(byId, Read());
    }

    [Fact]
    public void Without_any_a_file_in_the_data_folder_stands_for_the_machine()
    {
        Put("etc/machine-id", "uninitialized\n");

        var first = Read();

        Assert.Equal(first, Read());
        Assert.True(File.Exists(folder.File("data/machine-id")));
    }

    private string Read() => MachineIdentity.Read(folder.File("data"), folder.Path);

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), text);
    }
}
