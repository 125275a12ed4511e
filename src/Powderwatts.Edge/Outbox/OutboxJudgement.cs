using System.Globalization;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Outbox;

/// <summary>What the figures of an outbox mean.</summary>
internal static class OutboxJudgement
{
    private const string CheckCollector = "check that the broker is reached and a collector answers";

    public static (HealthState State, string? Reason, string? Next) Of(OutboxStatus status, long lost, double warnAt)
    {
        if (lost > 0)
            return (HealthState.Warn, $"{lost} readings never reached the disk since the start", "check the disk: free space, and errors in dmesg");
        if (status.Dropped > 0)
            return (HealthState.Warn, $"the outbox was full: {status.Dropped} of the oldest readings were dropped since the start", CheckCollector);
        if (status.UnacknowledgedBytes >= status.MaxBytes * warnAt)
        {
            // in steps of 5 %, so that the words do not change with every commit
            var percent = (int)(status.UnacknowledgedBytes * 20 / status.MaxBytes) * 5;
            return (HealthState.Warn, string.Create(CultureInfo.InvariantCulture, $"the outbox is over {percent} % full"), CheckCollector);
        }

        return status.IsDiskLow
            ? (HealthState.Warn, $"the disk is low: under {status.FreeBytes!.Value / (32 << 20) * 32 + 32} MiB are free", "free some space there")
            : (HealthState.Ok, null, null);
    }
}
