using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Publishing;

/// <summary>How much of a first start's back-fill is acknowledged: the rows 1 to <paramref name="total"/> of the outbox.</summary>
/// <param name="outbox">The outbox.</param>
/// <param name="total">The last row of the back-fill.</param>
public sealed class BackfillProgress(NodeOutbox outbox, long total)
{
    /// <summary>The part's name in health.</summary>
    public const string Part = "backfill";

    private readonly OutboxId id = outbox.Id;
    private long acknowledged;

    /// <summary>The last row of the back-fill.</summary>
    public long Total => total;

    /// <summary>Rows of the back-fill that a collector has settled, as far as was seen: no more are once another outbox has begun.</summary>
    public long Acknowledged
    {
        get
        {
            if (!IsSetAside && total - outbox.UnacknowledgedUpTo(total) is var seen && !IsSetAside) // another one may begin while it is counted
                acknowledged = seen;
            return acknowledged;
        }
    }

    /// <summary>Another outbox has begun: what is left is sent from the old one.</summary>
    public bool IsSetAside => outbox.Id != id;

    /// <summary>All settled?</summary>
    public bool IsDone => Acknowledged >= total;

    /// <summary>Writes the part `backfill`.</summary>
    public void Show(HealthBoard board)
    {
        var acknowledged = Acknowledged;
        var reason = acknowledged >= total ? null
            : IsSetAside ? "the history that was made at first start is in an outbox that was set aside"
            : "sending the history that was made at first start";
        board.Set(Part, HealthState.Ok, reason, null, ("acknowledged", acknowledged), ("total", total));
    }
}
