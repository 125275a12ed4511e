using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>Compares an `about` that comes in under our own name with ourselves.</summary>
internal static class AboutRule
{
    /// <summary>What it means.</summary>
    /// <param name="seen">What came in.</param>
    /// <param name="retained">Was it kept by the broker from before? Only that may put an outbox aside: what comes later can be a twin's.</param>
    /// <param name="run">Our own run.</param>
    /// <param name="outbox">Our outbox.</param>
    /// <param name="next">Its next sequence.</param>
    public static AboutVerdict Judge(About seen, bool retained, string run, OutboxId outbox, long next) =>
        seen.Run == run ? AboutVerdict.Known
        : !retained ? AboutVerdict.Twin
        : seen.Outbox == outbox && seen.Next > next ? AboutVerdict.Ahead
        : AboutVerdict.Known;
}
