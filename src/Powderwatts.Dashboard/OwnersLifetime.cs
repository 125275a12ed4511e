using Microsoft.Extensions.Hosting;

namespace Powderwatts.Dashboard;

/// <summary>
/// A host that lives as long as its owner says. Signals are the owner's: it stops the parts in the order of the flow, and a host that
/// stopped by itself would look like one that broke down.
/// </summary>
public sealed class OwnersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
