using Powderwatts.Store;

namespace Powderwatts.Dashboard.Queries;

/// <summary>Asks the store on behalf of a page, with a limit on how long the page is kept waiting.</summary>
internal sealed class TimedStore(IStore store, TimeProvider time)
{
    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Asks one question.</summary>
    /// <exception cref="StoreException">The store did not answer, or not in time.</exception>
    public async Task<T> AskAsync<T>(Func<IStore, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await question(store, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreException(Failure.Retry,
                $"cannot read from {store.Name}: no answer within {Limit.TotalSeconds:0} s; ask for a shorter period or try again", e);
        }
    }
}
