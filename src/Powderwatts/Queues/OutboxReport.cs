using System.Collections.Immutable;
using Powderwatts.Edge.Outbox;

namespace Powderwatts.Queues;

/// <summary>What a data folder holds of outboxes.</summary>
/// <param name="Data">The folder.</param>
/// <param name="Files">The one in use, then those set aside, with what they hold.</param>
/// <param name="Quarantined">Damaged files of which nothing could be read yet.</param>
/// <param name="Process">The process that writes here; null when none does.</param>
/// <param name="Limits">The limits of the settings.</param>
internal sealed record OutboxReport(
    string Data, ImmutableArray<(string Path, OutboxSnapshot Snapshot)> Files, IReadOnlyList<string> Quarantined, string? Process, OutboxSettings Limits);
