using System.Text;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Fuzz.Targets;

/// <summary>A topic: what is taken has only ids in it, and fits together again.</summary>
internal static class TopicTarget
{
    public static FuzzTarget Target { get; } = new("topic",
    [
        .. new[]
        {
            Topics.Data("lodge", "booth-pi"), Topics.About("lodge", "booth-pi"), Topics.Live("lodge", "booth-pi", "gutter-north"), Topics.CollectorHealth("collector"),
            "powderwatts/v1/a b,c=d/e\\f/data", "powderwatts/v1/../../data", "powderwatts/v1//booth-pi/data", "powderwatts/v1/+/#", "$SYS/broker",
        }.Select(Encoding.UTF8.GetBytes),
    ], Read);

    private static string Read(byte[] input)
    {
        var topic = Encoding.UTF8.GetString(input);
        if (!Topics.TryParse(topic, out var parsed))
            return "none of ours";
        if (topic.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '/')))
            throw new BrokenRuleException("a topic with other characters was taken");
        var again = string.Join('/', new[] { Topics.Root, parsed.Site, parsed.Node, topic.Split('/')[4], parsed.Sensor }.OfType<string>());
        return again == topic ? "read" : throw new BrokenRuleException($"'{topic}' came back as '{again}'");
    }
}
