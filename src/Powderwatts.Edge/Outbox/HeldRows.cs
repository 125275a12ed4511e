namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Rows that wait for a trusted clock. All of them were stamped as monotonic clock + offset, so one shift sets them all right, and
/// in the same boot also those of an earlier run.
/// </summary>
/// <param name="From">The first of them; all rows from here on wait. 0 before the first is committed.</param>
/// <param name="Boot">The kernel's boot id.</param>
/// <param name="FromT">No instant of theirs is before this one, and no earlier row's is at or after it, Unix milliseconds.</param>
/// <param name="OffsetMs">Their instants less the monotonic clock, milliseconds.</param>
/// <param name="SinceMs">When the waiting began, monotonic milliseconds.</param>
public sealed record HeldRows(long From, string Boot, long FromT, long OffsetMs, long SinceMs);
