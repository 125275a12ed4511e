using Powderwatts.Fuzz.Targets;

namespace Powderwatts.Fuzz;

/// <summary>Every target: the parsers that read what others wrote. A new one is one file and one line here.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        ReadingTarget.Target,
        ChunkTarget.Target,
        AcknowledgementTarget.Target,
        AboutTarget.Target,
        HealthTarget.Target,
        TopicTarget.Target,
        SettingsTarget.Target,
        AnswerTarget.Target,
        WriteReplyTarget.Target,
        DeadLetterTarget.Target,
        OutboxRowTarget.Target,
        TapeTarget.Target,
        TapeForgeTarget.Lines,
        TapeForgeTarget.Headers,
        ImportTarget.Target,
    ];
}
