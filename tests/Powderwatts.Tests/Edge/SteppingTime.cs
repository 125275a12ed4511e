using Microsoft.Extensions.Time.Testing;

namespace Powderwatts.Tests;

/// <summary>A fake clock whose wall time can be stepped while the monotonic time runs on, as a time server or a person does it.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan step;

    /// <summary>Steps the wall clock.</summary>
    public void Step(TimeSpan by) => step += by;

    /// <summary>Sets the wall clock.</summary>
    public void Set(DateTimeOffset now) => step += now - GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + step;

    /// <inheritdoc/>
    public override long GetTimestamp() => (base.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
}
