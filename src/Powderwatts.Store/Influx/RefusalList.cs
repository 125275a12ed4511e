namespace Powderwatts.Store.Influx;

/// <summary>Refused rows, each once: a gap row has a line for every sensor, and its first refusal speaks for all.</summary>
internal sealed class RefusalList
{
    private readonly List<StoreRefusal> refusals = [];
    private HashSet<(int Batch, long N)>? known;

    public void Add((int Batch, long N) row, string reason) => Add(row.Batch, row.N, reason);

    public void Add(int batch, long n, string reason)
    {
        known ??= [];
        if (known.Add((batch, n)))
            refusals.Add(new(batch, n, reason));
    }

    public IReadOnlyList<StoreRefusal> ToList() => refusals;
}
