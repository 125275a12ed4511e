using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class ResendRequestsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NodeOutbox outbox;
    private readonly ResendRequests requests;

    public ResendRequestsTests()
    {
        outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance);
        requests = new ResendRequests(outbox, TimeProvider.System, NullLogger.Instance);
        outbox.Commit(Enumerable.Range(1, 10).Select(i => new Reading("gutter", i, new QuantityValues { [Quantity.PowerW] = i })), []);
        outbox.Release(outbox.Id, [new RowRange(1, 10)]);
    }

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_request_that_was_left_in_the_folder_is_served_once()
    {
        Assert.Null(requests.Serve());
        ResendRequests.Write(folder.Path, outbox.Id, [new RowRange(3, 5)]);

        Assert.Equal(3, requests.Serve());

        Assert.Equal([3, 4, 5], outbox.ReadAfter(0, 100).Readings.Select(r => r.N));
        Assert.Null(requests.Serve());
    }

    [Fact]
    public void One_that_comes_while_another_is_served_is_served_too()
    {
        ResendRequests.Write(folder.Path, outbox.Id, [new RowRange(3, 5)]);
        Action<long> meanwhile = _ => ResendRequests.Write(folder.Path, outbox.Id, [new RowRange(8, 9)]);
        outbox.Committed += meanwhile; // raised within the serving of the first
        Assert.Equal(3, requests.Serve());
        outbox.Committed -= meanwhile;

        Assert.Equal(2, requests.Serve());
        Assert.Null(requests.Serve());
    }

    [Fact]
    public void One_for_another_outbox_or_one_that_cannot_be_read_changes_nothing_and_goes()
    {
        ResendRequests.Write(folder.Path, OutboxId.New(), [new RowRange(3, 5)]);
        Assert.Equal(0, requests.Serve());
        File.WriteAllText(folder.File(ResendRequests.FileName), "3 to 5, please");
        Assert.Null(requests.Serve());

        Assert.False(File.Exists(folder.File(ResendRequests.FileName)));
        Assert.Equal(0, outbox.Status().Unacknowledged);
    }
}
