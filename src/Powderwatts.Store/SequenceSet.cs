using System.Numerics;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store;

/// <summary>
/// A set of outbox sequences in whatever order they come: one bit each, in pages of 65,536. Dense sequences take an eighth of a byte;
/// a page that holds only one takes 8 KiB, so the number of pages is bounded.
/// </summary>
/// <param name="mostPages">Pages at most.</param>
public sealed class SequenceSet(int mostPages = SequenceSet.MostPages)
{
    /// <summary>Pages at most when nothing else is said: 128 MiB, a thousand million dense sequences.</summary>
    public const int MostPages = 16_384;

    private const int PageBits = 65_536;
    private const int WordBits = 64;

    private readonly SortedDictionary<long, ulong[]> pages = [];
    private (long Number, ulong[] Words) last = (-1, []);

    /// <summary>How many sequences it holds.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one; once is enough.</summary>
    /// <returns>False when it needs one page too many; then it is not in the set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public bool TryAdd(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var (page, bit) = Math.DivRem(n, PageBits);
        if (last.Number != page)
        {
            if (!pages.TryGetValue(page, out var words))
            {
                if (pages.Count == mostPages)
                    return false;
                pages[page] = words = new ulong[PageBits / WordBits];
            }

            last = (page, words);
        }

        ref var word = ref last.Words[bit / WordBits];
        var mask = 1UL << (int)(bit % WordBits);
        if ((word & mask) == 0)
        {
            word |= mask;
            Count++;
        }

        return true;
    }

    /// <summary>The sequences as rising ranges that do not touch.</summary>
    public IEnumerable<RowRange> Ranges()
    {
        long from = -1;
        long to = -2;
        foreach (var (page, words) in pages)
        {
            for (var i = 0; i < words.Length; i++)
            {
                for (var (word, first) = (words[i], (page * PageBits) + ((long)i * WordBits)); word != 0;)
                {
                    // a run of ones: where it begins, and how long it is
                    var start = BitOperations.TrailingZeroCount(word);
                    var length = BitOperations.TrailingZeroCount(~(word >> start));
                    word = start + length >= WordBits ? 0 : word & (ulong.MaxValue << (start + length));
                    if (first + start == to + 1)
                    {
                        to += length;
                        continue;
                    }

                    if (from >= 0)
                        yield return new RowRange(from, to);
                    (from, to) = (first + start, first + start + length - 1);
                }
            }
        }

        if (from >= 0)
            yield return new RowRange(from, to);
    }
}
