using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class AboutRuleTests
{
    private static readonly OutboxId mine = OutboxId.New();

    [Fact]
    public void Our_own_echo_is_known() => Assert.Equal(AboutVerdict.Known, Judge("my-run", mine, 999, retained: true));

    [Fact]
    public void Our_own_echo_is_no_twin() => Assert.Equal(AboutVerdict.Known, Judge("my-run", mine, 999, retained: false));

    [Fact]
    public void An_earlier_run_of_this_outbox_is_known() => Assert.Equal(AboutVerdict.Known, Judge("before", mine, 100, retained: true));

    [Fact]
    public void The_same_outbox_with_a_higher_sequence_is_a_restored_card() =>
        Assert.Equal(AboutVerdict.Ahead, Judge("before", mine, 101, retained: true));

    [Fact]
    public void Another_outbox_is_news_and_no_fault() => Assert.Equal(AboutVerdict.Known, Judge("before", OutboxId.New(), 999, retained: true));

    [Fact]
    public void What_another_run_publishes_now_is_a_twin_and_never_puts_our_outbox_aside() =>
        Assert.Equal(AboutVerdict.Twin, Judge("other", mine, 999, retained: false));

    private static AboutVerdict Judge(string run, OutboxId outbox, long next, bool retained) =>
        AboutRule.Judge(new About("1", "machine", run, "", outbox, next, []), retained, "my-run", mine, 100);
}
