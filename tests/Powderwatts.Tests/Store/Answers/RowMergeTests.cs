using Powderwatts.Readings;
using Powderwatts.Store;
using Powderwatts.Store.Answers;

namespace Powderwatts.Tests.Store.Answers;

public sealed class RowMergeTests
{
    private int largestPage;
    private int questions;

    [Fact]
    public async Task Series_of_any_length_come_as_one_stream_in_order_of_instant_node_and_sensor()
    {
        RowPage[] series = [Series("b", "x", [1, 2, 3, 4, 5, 6, 7]), Series("a", "y", [3, 5]), Series("a", "x", [2, 3, 100]), Series("a", "z", [])];

        var rows = await RowMerge.RowsAsync(series, 2, pageRows: 2, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            ["2 a/x", "2 b/x", "3 a/x", "3 a/y", "3 b/x", "4 b/x", "5 a/y", "5 b/x", "6 b/x", "7 b/x", "100 a/x"],
            rows.Select(r => $"{r.Reading.T} {r.Series.Node}/{r.Series.Sensor}"));
        Assert.Equal(2, largestPage);
    }

    [Fact]
    public async Task A_reader_that_stops_asks_for_nothing_more()
    {
        RowPage[] series = [Series("a", "x", [.. Enumerable.Range(0, 1000).Select(i => (long)i)])];

        await foreach (var row in RowMerge.RowsAsync(series, 0, pageRows: 10, TestContext.Current.CancellationToken))
        {
            if (row.Reading.T == 14)
                break;
        }

        Assert.Equal(2, questions);
    }

    private RowPage Series(string node, string sensor, long[] instants) => (from, most, _) =>
    {
        questions++;
        var page = instants.Where(t => t >= from).Take(most)
            .Select(t => new StoredReading(new("lodge", node, sensor, Origin.Live), new(sensor, t, new() { [Quantity.State] = 1 }), t, 0)).ToList();
        largestPage = Math.Max(largestPage, page.Count);
        return Task.FromResult<IReadOnlyList<StoredReading>>(page);
    };
}
