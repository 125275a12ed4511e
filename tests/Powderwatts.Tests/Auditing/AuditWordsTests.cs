using System.Text.Json;
using Powderwatts.Auditing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Auditing;

public sealed class AuditWordsTests
{
    private static readonly AuditReport old = AuditReport.Of(
        new OutboxSnapshot(OutboxId.Parse("0123456789abcdef0123456789abcdef"), 10, [new(8, 10)], []), [new(1, 7)], [], []) with
    {
        File = "outbox.sqlite.old-0123456789ab",
    };

    [Fact]
    public void An_outbox_that_was_set_aside_and_a_damaged_file_are_named()
    {
        var words = new StringWriter();

        AuditWords.Write(words, [old], ["outbox.sqlite.damaged-20261124T120000Z"], "SQLite", json: false);

        Assert.Contains("3   of outbox.sqlite.old-0123456789ab, sent while the node runs", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("damaged: outbox.sqlite.damaged-20261124T120000Z; what it held is not known", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_reads_the_same()
    {
        var words = new StringWriter();

        AuditWords.Write(words, [old], ["outbox.sqlite.damaged-20261124T120000Z"], "SQLite", json: true);

        var root = JsonDocument.Parse(words.ToString()).RootElement;
        Assert.Equal("outbox.sqlite.damaged-20261124T120000Z", root.GetProperty("damaged")[0].GetString());
        Assert.Equal(("outbox.sqlite.old-0123456789ab", 3), (root.GetProperty("outboxes")[0].GetProperty("file").GetString(), root.GetProperty("outboxes")[0].GetProperty("unacknowledged").GetInt32()));
    }
}
