using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

/// <summary>The page that people read shows what the tests read.</summary>
public sealed class WireDocumentTests
{
    private readonly string page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/wire.md"));

    [Fact]
    public void Every_payload_on_the_page_is_a_tested_sample()
    {
        var samples = Directory.GetFiles(Path.Combine(WirePayload.Folder, "samples"), "*.json").Select(File.ReadAllText).ToHashSet(StringComparer.Ordinal);
        var shown = page.Split("```json\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, payload => Assert.Contains(payload, samples));
    }

    [Fact]
    public void Every_topic_is_on_the_page()
    {
        string[] topics =
        [
            Topics.Status("<site>", "<node>"), Topics.About("<site>", "<node>"), Topics.Health("<site>", "<node>"), Topics.CollectorHealth("<id>"),
            Topics.Live("<site>", "<node>", "<sensor>"), Topics.Event("<site>", "<node>", "<sensor>"), Topics.Data("<site>", "<node>"),
            Topics.Ack("<site>", "<node>"),
        ];

        Assert.All(topics, topic => Assert.Contains($"| `{topic}` |", page, StringComparison.Ordinal));
        Assert.Contains($"'{Topics.Everything}'", page, StringComparison.Ordinal);
    }
}
