using CsCheck;
using Powderwatts.Auditing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Auditing;

public sealed class AuditReportTests
{
    private static readonly OutboxId outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");

    private static readonly Gen<RowRange[]> places =
        Gen.Select(Gen.Long[1, 60], Gen.Long[0, 8], (from, length) => new RowRange(from, from + length)).Array[0, 8];

    [Fact]
    public void Missing_are_exactly_the_committed_rows_that_are_in_no_place() =>
        Gen.Select(Gen.Long[0, 50], places, places, places, places, Gen.Long[1, 20]).Sample((highest, held, stored, dropped, letters, firstKept) =>
        {
            var report = AuditReport.Of(new OutboxSnapshot(outbox, highest, [.. RowRanges.Join(held, new(1, highest))], []), stored, dropped, letters, firstKept);

            var somewhere = held.Concat(stored).Concat(dropped).Concat(letters).ToArray();
            var expected = Committed(firstKept, highest).Where(n => !Array.Exists(somewhere, r => r.Contains(n)));
            Assert.Equal(expected, report.Missing.SelectMany(r => Committed(r.From, r.To)));
            Assert.Equal(Committed(firstKept, highest).LongCount(n => Array.Exists(stored, r => r.Contains(n))), report.Stored);
            Assert.Equal(Committed(firstKept, highest).LongCount(n => Array.Exists(letters, r => r.Contains(n))), report.DeadLetters);
        });

    [Fact]
    public void Rows_that_were_never_committed_count_nowhere()
    {
        var report = AuditReport.Of(new OutboxSnapshot(outbox, 10, [], []), [new(1, 1_000_000)], [new(5, WireLimits.LastSequence)], []);

        Assert.Equal((10, 6, 0), (report.Stored, report.Dropped, report.MissingCount));
    }

    [Fact]
    public void What_the_outboxs_own_gap_rows_name_is_accounted_for()
    {
        var report = AuditReport.Of(new OutboxSnapshot(outbox, 10, [new(10, 10)], [new(1, 4)]), [new(5, 8)], [], []);

        Assert.Equal([new(9, 9)], report.Missing);
    }

    private static IEnumerable<long> Committed(long from, long to) => Enumerable.Range(0, (int)Math.Max(0, to - from + 1)).Select(i => from + i);
}
