using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Recording;

/// <summary>
/// Which rows of one outbox have come. Bounded: when there are too many pieces the lowest is forgotten, and a row of it that comes
/// again is taken for new. Used by one loop only.
/// </summary>
internal sealed class SeenRows
{
    /// <summary>Pieces that are kept.</summary>
    public const int MostPieces = 10_000;

    private readonly List<RowRange> pieces = []; // rising, not touching

    /// <summary>Rows between the first and the last that have not come.</summary>
    public long Missing
    {
        get
        {
            long missing = 0;
            for (var i = 1; i < pieces.Count; i++)
                missing += pieces[i].From - pieces[i - 1].To - 1;
            return missing;
        }
    }

    /// <summary>Takes a row. False when it has come before.</summary>
    public bool Add(long n)
    {
        var after = FirstAbove(n); // pieces[after - 1].From <= n < pieces[after].From
        if (after > 0 && n <= pieces[after - 1].To)
            return false;
        var joinsBelow = after > 0 && pieces[after - 1].To == n - 1;
        var joinsAbove = after < pieces.Count && pieces[after].From == n + 1;
        if (joinsBelow && joinsAbove)
        {
            pieces[after - 1] = new RowRange(pieces[after - 1].From, pieces[after].To);
            pieces.RemoveAt(after);
        }
        else if (joinsBelow)
        {
            pieces[after - 1] = new RowRange(pieces[after - 1].From, n);
        }
        else if (joinsAbove)
        {
            pieces[after] = new RowRange(n, pieces[after].To);
        }
        else
        {
            pieces.Insert(after, new RowRange(n, n));
            if (pieces.Count > MostPieces)
                pieces.RemoveAt(0);
        }

        return true;
    }

    private int FirstAbove(long n)
    {
        var (low, high) = (0, pieces.Count);
        if (high == 0 || pieces[^1].From <= n)
            return high; // rows mostly come in order
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pieces[middle].From <= n)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
