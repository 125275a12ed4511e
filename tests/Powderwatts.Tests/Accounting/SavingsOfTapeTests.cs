using Powderwatts.Accounting;
using Powderwatts.Settings;
using Powderwatts.Tape;
using Powderwatts.Tests.Tape.Replaying;

namespace Powderwatts.Tests.Accounting;

public sealed class SavingsOfTapeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter words = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_whole_tape_is_accounted_for()
    {
        Assert.Equal(0, await AccountAsync(bytes => bytes));
        Assert.Equal("", words.ToString());
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_is_told_and_the_rest_is_accounted_for()
    {
        Assert.Equal(1, await AccountAsync(bytes =>
        {
            bytes[bytes.Length / 3] ^= 0x10;
            return bytes;
        }));
        Assert.Matches("^the tape cannot be read to its end: .+; what can be read is accounted for$", words.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_tape_that_was_cut_off_is_told_too()
    {
        Assert.Equal(1, await AccountAsync(bytes => bytes[..(bytes.Length / 2)]));
        Assert.Matches("^the tape cannot be read to its end: .+; what can be read is accounted for$", words.ToString().TrimEnd());
    }

    private async Task<int> AccountAsync(Func<byte[], byte[]> damage)
    {
        var file = folder.File("storm.pwtape");
        using (var writer = TapeWriter.Create(file, new TapeHeader("lodge", "storm", "UTC", [], TapeHeader.FromData, "test", null, 1)))
        {
            for (var i = 0; i < 3000; i++)
                writer.Write(TapePlayerTests.At(i * 1000));
            writer.Complete();
        }

        File.WriteAllBytes(file, damage(File.ReadAllBytes(file)));
        var output = new StringWriter();
        var code = await SavingsRun.OfTapeAsync(
            RigFile.Load(null, new Dictionary<string, string>()), file, new SavingsOptions(), json: false, output, words, TestContext.Current.CancellationToken);
        Assert.NotEqual("", output.ToString());
        return code;
    }
}
