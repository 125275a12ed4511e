using Powderwatts.Tests;

[assembly: AssemblyFixture(typeof(Powderwatts.SystemTests.Booth.SharedBooth))]

namespace Powderwatts.SystemTests.Booth;

/// <summary>One ready booth for all tests that only ask questions; started by the first of them.</summary>
public sealed class SharedBooth : IAsyncDisposable
{
    private static readonly SemaphoreSlim starting = new(1);
    private static BoothProcess? booth;
    private static TemporaryFolder? data;

    internal static async Task<BoothProcess> GetAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (booth is null)
            {
                data = new TemporaryFolder();
                booth = await BoothProcess.StartAsync(data.Path, [], null, cancellationToken);
                await booth.WaitUntilReadyAsync(cancellationToken);
            }

            return booth;
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (booth is not null)
            await booth.DisposeAsync();
        data?.Dispose();
    }
}
