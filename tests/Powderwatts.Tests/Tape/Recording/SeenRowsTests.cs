using CsCheck;
using Powderwatts.Tape.Recording;

namespace Powderwatts.Tests.Tape.Recording;

public sealed class SeenRowsTests
{
    [Fact]
    public void In_any_order_and_however_often_each_row_is_new_once() =>
        Gen.Int[1, 60].Array[0, 200].Sample(rows =>
        {
            var seen = new SeenRows();
            var known = new HashSet<int>();
            return rows.All(n => seen.Add(n) == known.Add(n))
                && seen.Missing == (known.Count == 0 ? 0 : known.Max() - known.Min() + 1 - known.Count);
        });

    [Fact]
    public void Too_many_pieces_cost_the_lowest()
    {
        var seen = new SeenRows();
        for (var i = 0; i <= SeenRows.MostPieces; i++)
            Assert.True(seen.Add(2 * (i + 1)));

        Assert.True(seen.Add(2));
        Assert.False(seen.Add(6));
    }
}
