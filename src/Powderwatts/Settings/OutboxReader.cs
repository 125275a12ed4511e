using Powderwatts.Edge.Outbox;
using Powderwatts.Settings.Yaml;

namespace Powderwatts.Settings;

/// <summary>Reads `outbox:`, the limits of the node's durable queue.</summary>
internal static class OutboxReader
{
    private const long LeastBytes = 16L << 20; // below this the gap rows would crowd out the readings
    private const long MostBytes = 64L << 30;

    /// <summary>Reads the section; the defaults when it is absent.</summary>
    public static OutboxSettings Read(SectionReader? section)
    {
        var outbox = new OutboxSettings();
        if (section is null)
            return outbox;
        outbox = outbox with
        {
            MaxBytes = section.Size("max_size", LeastBytes, MostBytes) ?? outbox.MaxBytes,
            KeepAcknowledged = section.Duration("keep_acknowledged", TimeSpan.Zero, TimeSpan.FromDays(7)) ?? outbox.KeepAcknowledged,
            CommitInterval = section.Duration("commit_interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)) ?? outbox.CommitInterval,
        };
        section.Finish();
        return outbox;
    }
}
