namespace Powderwatts.Readings.Mqtt;

/// <summary>What came of a publish. Only an acknowledgement on the `ack` topic ever releases data.</summary>
public enum PublishOutcome
{
    /// <summary>The broker took it.</summary>
    Sent,

    /// <summary>The broker took it, and nobody is subscribed.</summary>
    NoSubscriber,

    /// <summary>The broker asks to slow down (quota exceeded).</summary>
    Busy,

    /// <summary>The broker will never take it: not authorised, too large, wrong format. A matter of settings.</summary>
    Refused,

    /// <summary>No answer, or no link.</summary>
    Failed,
}
