using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class NodeDeadLettersTests : IDisposable
{
    private static readonly OutboxId outbox = OutboxId.Parse("00112233445566778899aabbccddeeff");

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));

    private string File1 => Path.Combine(folder.Path, "deadletters", "node-000001.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_row_is_one_line_with_outbox_sequence_reason_and_text()
    {
        var letters = new NodeDeadLetters(folder.Path, time);
        letters.Append("t", outbox, [new RefusedRow(7, "no quantity", "{\"n\":7}"), new RefusedRow(8, "no quantity", "{}")]);
        letters.Append("t", outbox, [new RefusedRow(9, "late", "{}")]);

        var lines = File.ReadAllLines(File1).Select(l => JsonDocument.Parse(l).RootElement).ToArray();

        Assert.Equal([7, 8, 9], lines.Select(l => l.GetProperty("n").GetInt64()));
        Assert.Equal("{\"n\":7}", lines[0].GetProperty("text").GetString());
        Assert.Equal("no quantity", lines[0].GetProperty("reason").GetString());
        Assert.All(lines, l => Assert.Equal((outbox.ToString(), 1_796_000_000_000), (l.GetProperty("outbox").GetString(), l.GetProperty("at").GetInt64())));
    }

    [Fact]
    public void A_line_that_a_power_cut_has_torn_costs_itself_only()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File1)!);
        File.WriteAllText(File1, "{\"at\":1,\"to");

        new NodeDeadLetters(folder.Path, time).Append("t", outbox, [new RefusedRow(9, "late", "{}")]);

        Assert.Equal(9, JsonDocument.Parse(File.ReadAllLines(File1)[1]).RootElement.GetProperty("n").GetInt64());
    }

    [Fact]
    public void A_full_file_is_followed_by_the_next_and_the_oldest_of_16_goes()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File1)!);
        for (var i = 1; i <= 16; i++)
            File.WriteAllText(File1.Replace("000001", $"{i:d6}", StringComparison.Ordinal), "{}\n");
        using (var full = File.OpenWrite(File1.Replace("000001", "000016", StringComparison.Ordinal)))
            full.SetLength(4 << 20);

        new NodeDeadLetters(folder.Path, time).Append("t", outbox, [new RefusedRow(9, "late", "{}")]);

        Assert.True(File.Exists(File1.Replace("000001", "000017", StringComparison.Ordinal)));
        Assert.False(File.Exists(File1));
        Assert.Equal(16, Directory.GetFiles(Path.GetDirectoryName(File1)!).Length);
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        Assert.Equal("short", NodeDeadLetters.Cut("short"));
        Assert.Equal(1024, NodeDeadLetters.Cut(new string('x', 5000)).Length);
        Assert.Equal(new string('x', 1023), NodeDeadLetters.Cut(new string('x', 1023) + "\U0001F600 and more"));
    }
}
