using Powderwatts.Collector.DeadLetters;
using Powderwatts.Fuzz.Seeds;

namespace Powderwatts.Fuzz.Targets;

/// <summary>A line of the dead letters: somebody may have edited it, or a power cut torn it.</summary>
internal static class DeadLetterTarget
{
    public static FuzzTarget Target { get; } = new("dead-letter",
    [
        [.. """{"at":1796112000000,"topic":"powderwatts/v1/lodge/booth-pi/data","outbox":"0123456789abcdef0123456789abcdef","n":1,"reason":"why","text":"{}"}"""u8],
        [.. """{"at":1796112000000,"topic":"t","reason":"why","base64":"/wD+"}"""u8],
        .. Samples.Hostile,
    ], input => DeadLetter.Read(input) is { } letter ? letter.Reason.Length >= 0 ? "read" : "" : "damaged");
}
