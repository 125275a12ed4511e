using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class SendWindowTests
{
    private static readonly OutboxId mine = OutboxId.Parse("00112233445566778899aabbccddeeff");

    private readonly FakeTimeProvider time = new();
    private readonly SendWindow window;

    public SendWindowTests() => window = new SendWindow(mine, 0, time, new Random(1));

    [Fact]
    public void The_window_starts_at_one_chunk()
    {
        SendNew(1, 10);

        Assert.Equal(SendAction.Wait, window.Next(moreRows: true).Action);
        Assert.Equal((1, 1), (window.Size, window.InFlight));
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_do_and_nothing_to_wait_for() =>
        Assert.Equal(new SendStep(SendAction.Wait, null, null), window.Next(moreRows: false));

    [Fact]
    public void It_doubles_with_each_acknowledgement_to_16()
    {
        var sizes = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            SendNew((i * 10) + 1, (i * 10) + 10);
            Ack((i * 10) + 1, (i * 10) + 10);
            sizes.Add(window.Size);
        }

        Assert.Equal([2, 4, 8, 16, 16, 16], sizes);
        Assert.Equal((0, 0), (window.InFlight, window.UnacknowledgedUpTo));
    }

    [Fact]
    public void An_acknowledgement_of_nothing_that_is_on_its_way_opens_nothing()
    {
        SendNew(1, 10);
        Ack(1, 10);
        Ack(1, 10);

        Assert.Equal(2, window.Size);
    }

    [Fact]
    public void Acknowledgements_come_in_any_order_and_with_any_ranges()
    {
        OpenTo16();
        SendNew(101, 110);
        SendNew(111, 120);
        SendNew(121, 130);

        Ack((115, 125));
        Assert.Equal(3, window.InFlight);
        Ack((126, 130), (101, 105));
        Assert.Equal(2, window.InFlight);
        Ack((111, 114));
        Assert.Equal(1, window.InFlight);
        Assert.Equal(110, window.UnacknowledgedUpTo);
        Ack((1, 130));
        Assert.Equal(0, window.InFlight);
    }

    [Fact]
    public void What_is_left_of_a_chunk_is_what_is_sent_again()
    {
        SendNew(1, 10);
        Ack((3, 4), (8, 8));
        time.Advance(TimeSpan.FromSeconds(30));

        var step = window.Next(moreRows: false);

        Assert.Equal(SendAction.Resend, step.Action);
        Assert.Equal([new RowRange(1, 2), new RowRange(5, 7), new RowRange(9, 10)], step.Chunk!.Rows);
        Assert.Equal(7, step.Chunk.Count);
    }

    [Fact]
    public void Silence_shrinks_the_window_to_one_and_doubles_the_time_out_to_10_minutes()
    {
        OpenTo16();
        SendNew(101, 110);
        SendNew(111, 120);
        var timeouts = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            time.Advance(window.Timeout);
            Assert.Equal(SendAction.Resend, SendNext().Action);
            Assert.Equal((1, 1), (window.Size, window.InFlight));
            Assert.True(window.IsSilent);
            Assert.Equal(SendAction.Wait, window.Next(moreRows: false).Action);
            timeouts.Add(window.Timeout.TotalSeconds);
        }

        Assert.All(timeouts.Zip([60, 120, 240, 480, 600, 600, 600]), pair => Assert.InRange(pair.First, 0.75 * pair.Second, pair.Second));
    }

    [Fact]
    public void Just_before_the_time_out_nothing_happens_and_the_wait_says_how_long()
    {
        SendNew(1, 10);
        time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(new SendStep(SendAction.Wait, null, TimeSpan.FromSeconds(1)), window.Next(moreRows: true));
    }

    [Fact]
    public void Probes_go_round_the_unacknowledged_chunks()
    {
        OpenTo16();
        for (var i = 0; i < 3; i++)
            SendNew(101 + (i * 10), 110 + (i * 10));
        var probes = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            time.Advance(window.Timeout);
            probes.Add(SendNext().Chunk!.From);
        }

        Assert.Equal([101, 111, 121, 101, 111], probes);
    }

    [Fact]
    public void A_chunk_that_nobody_answers_does_not_keep_the_rows_behind_it_from_being_tried()
    {
        SendNew(1, 10);
        time.Advance(window.Timeout);

        Assert.Equal(SendAction.SendNew, window.Next(moreRows: true).Action);
        SendNew(11, 20);
        time.Advance(window.Timeout);
        Assert.Equal(1, SendNext(moreRows: false).Chunk!.From);
    }

    [Fact]
    public void No_more_than_16_chunks_are_unacknowledged_however_long_the_silence()
    {
        for (var i = 0; i < 40; i++)
        {
            var step = window.Next(moreRows: true);
            if (step.Action == SendAction.SendNew)
                SendNew((i * 10) + 1, (i * 10) + 10);
            else
                window.Sending(step.Chunk!);
            time.Advance(window.Timeout);
        }

        Assert.Equal(16, window.Unacknowledged);
    }

    [Fact]
    public void After_silence_one_acknowledgement_sends_the_others_again_oldest_first()
    {
        OpenTo16();
        for (var i = 0; i < 4; i++)
            SendNew(101 + (i * 10), 110 + (i * 10));
        time.Advance(window.Timeout);
        Assert.Equal(101, SendNext().Chunk!.From);

        Ack(101, 110);

        Assert.Equal(2, window.Size);
        Assert.False(window.IsSilent);
        Assert.Equal(TimeSpan.FromSeconds(30), window.Timeout);
        Assert.Equal([111, 121], new[] { SendNext().Chunk!.From, SendNext().Chunk!.From });
        Assert.Equal(SendAction.Wait, window.Next(moreRows: true).Action);
    }

    [Fact]
    public void An_empty_acknowledgement_ends_the_silence_and_sends_the_oldest_chunk_at_once()
    {
        SendNew(1, 10);
        time.Advance(window.Timeout);
        SendNext();
        time.Advance(window.Timeout);
        SendNext();
        time.Advance(TimeSpan.FromSeconds(2));

        Hello();

        Assert.Equal(TimeSpan.FromSeconds(30), window.Timeout);
        Assert.Equal(1, window.Size);
        Assert.Equal(1, SendNext().Chunk!.From);
        Assert.Equal(SendAction.Wait, window.Next(moreRows: true).Action);
    }

    [Fact]
    public void An_empty_acknowledgement_gives_a_chunk_that_was_just_sent_a_second_to_be_answered()
    {
        SendNew(1, 10);
        time.Advance(TimeSpan.FromSeconds(0.4));

        Hello();

        Assert.Equal(new SendStep(SendAction.Wait, null, TimeSpan.FromSeconds(0.6)), window.Next(moreRows: false));
        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.Equal(1, SendNext().Chunk!.From);
        Assert.Equal(SendAction.Wait, window.Next(moreRows: false).Action);
    }

    [Fact]
    public void An_answer_within_that_second_sends_nothing_again()
    {
        SendNew(1, 10);
        Hello();
        Ack(1, 10);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(new SendStep(SendAction.Wait, null, null), window.Next(moreRows: false));
    }

    [Fact]
    public void Once_the_copy_of_the_oldest_is_answered_all_that_went_before_the_copy_is_sent_again_once()
    {
        OpenTo16();
        for (var i = 0; i < 16; i++)
            SendNew(101 + (i * 10), 110 + (i * 10)); // to a collector that was killed
        time.Advance(TimeSpan.FromSeconds(2));
        Hello();
        Assert.Equal(101, SendNext().Chunk!.From);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendAction.Wait, window.Next(moreRows: false).Action);

        Ack(101, 110);

        Assert.Equal(Enumerable.Range(1, 15).Select(i => 101L + (i * 10)), Enumerable.Range(1, 15).Select(_ => SendNext().Chunk!.From));
        time.Advance(TimeSpan.FromSeconds(2));
        Ack(111, 120);
        Assert.Equal(SendAction.Wait, window.Next(moreRows: false).Action);
    }

    [Fact]
    public void An_answer_to_a_later_chunk_sends_the_oldest_again_at_once()
    {
        OpenTo16();
        SendNew(101, 110);
        SendNew(111, 120);
        time.Advance(TimeSpan.FromSeconds(2));

        Ack(111, 120);

        Assert.Equal(101, SendNext().Chunk!.From);
    }

    [Fact]
    public void A_copy_is_sent_in_a_hurry_only_once_and_the_time_of_the_chunk_runs_on()
    {
        OpenTo16();
        SendNew(101, 110);
        SendNew(111, 120);
        SendNew(121, 130);
        time.Advance(TimeSpan.FromSeconds(2));
        Ack(111, 120);
        Assert.Equal(101, SendNext().Chunk!.From);
        time.Advance(TimeSpan.FromSeconds(2));

        Ack(121, 130);

        Assert.Equal(new SendStep(SendAction.Wait, null, TimeSpan.FromSeconds(26)), window.Next(moreRows: false));
    }

    [Fact]
    public void Answers_in_order_send_nothing_again_however_slow_they_are()
    {
        OpenTo16();
        for (var i = 0; i < 8; i++)
            SendNew(101 + (i * 10), 110 + (i * 10));
        for (var i = 0; i < 8; i++)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            Ack(101 + (i * 10), 110 + (i * 10));
            Ack(101 + (i * 10), 110 + (i * 10));
            Assert.Equal(SendAction.Wait, window.Next(moreRows: false).Action);
        }
    }

    [Fact]
    public void Another_outbox_is_skipped()
    {
        SendNew(1, 10);
        var other = new Acknowledgement(OutboxId.New(), [new RowRange(1, 10)], [], null);

        Assert.Equal(AckVerdict.OtherOutbox, window.Judge(other));
        Assert.Equal(AckVerdict.OtherOutbox, window.Judge(Acknowledgement.Empty(OutboxId.New())));
    }

    [Theory]
    [InlineData(10, AckVerdict.Settles)]
    [InlineData(11, AckVerdict.AboveHighest)]
    [InlineData(long.MaxValue, AckVerdict.AboveHighest)]
    public void What_was_never_sent_cannot_be_acknowledged(long to, object verdict)
    {
        SendNew(1, 10);

        Assert.Equal((AckVerdict)verdict, window.Judge(new Acknowledgement(mine, [new RowRange(1, 2), new RowRange(5, to)], [], null)));
        Assert.Equal((AckVerdict)verdict, window.Judge(new Acknowledgement(mine, [], [new Refusal(new RowRange(5, to), "no")], null)));
    }

    [Fact]
    public void Just_after_a_restart_an_answer_to_the_earlier_run_is_skipped_without_alarm()
    {
        var restarted = new SendWindow(mine, 500, time, new Random(1));

        Assert.Equal(AckVerdict.NotSentYet, restarted.Judge(new Acknowledgement(mine, [new RowRange(401, 500)], [], null)));
        Assert.Equal(AckVerdict.AboveHighest, restarted.Judge(new Acknowledgement(mine, [new RowRange(401, 501)], [], null)));
        restarted.SendingNew([new RowRange(401, 500)]);
        Assert.Equal(AckVerdict.Settles, restarted.Judge(new Acknowledgement(mine, [new RowRange(401, 500)], [], null)));
    }

    [Fact]
    public void A_chunk_unanswered_5_times_while_others_are_answered_is_halved_down_to_one_row_and_given_up()
    {
        OpenTo16();
        var next = 101L;
        SendNew(next, next + 3); // 101 to 104, and 103 can never be answered
        next += 4;
        for (var i = 0; i < 400; i++)
        {
            var step = window.Next(moreRows: true);
            switch (step.Action)
            {
                case SendAction.DeadLetter:
                    Assert.Equal([new RowRange(103, 103)], step.Chunk!.Rows);
                    window.Forget(step.Chunk);
                    Assert.Null(Unanswerable());
                    return;
                case SendAction.Resend:
                    window.Sending(step.Chunk!);
                    if (!step.Chunk!.Contains(103))
                        Ack(step.Chunk.Rows[0].From, step.Chunk.Rows[^1].To);
                    break;
                case SendAction.SendNew when i % 3 == 0:
                    SendNew(next, next + 9);
                    Ack(next, next + 9);
                    next += 10;
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(5));
                    break;
            }
        }

        Assert.Fail("row 103 was never given up");

        SentChunk? Unanswerable() => window.Next(moreRows: false).Chunk;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Several_chunks_that_nobody_answers_are_given_up_too_and_the_rows_behind_them_go_on(int unanswerable)
    {
        var (next, settled, given) = (1L, 0, 0);
        for (var second = 0; second < 20_000 && given < unanswerable; second++)
        {
            for (var step = window.Next(moreRows: true); step.Action != SendAction.Wait; step = window.Next(moreRows: true))
            {
                var chunk = step.Chunk;
                if (step.Action == SendAction.DeadLetter)
                {
                    Assert.Equal((1, 3L), (chunk!.Count, chunk.From % 4));
                    window.Forget(chunk);
                    given++;
                    continue;
                }

                if (step.Action == SendAction.SendNew)
                    chunk = SendNew(next, (next += 4) - 1);
                else
                    window.Sending(chunk!);
                // of the first chunks one row each cannot be taken
                if (chunk!.Rows.All(rows => rows.From > 4 * unanswerable || Enumerable.Range((int)rows.From, (int)rows.Count).All(n => n % 4 != 3)))
                {
                    settled++;
                    window.Heard(chunk.Rows);
                    break;
                }
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(unanswerable, given);
        Assert.True(settled > 100, $"{settled} chunks");
    }

    [Fact]
    public void A_chunk_is_never_halved_while_nobody_is_answered()
    {
        SendNew(1, 10);
        for (var i = 0; i < 20; i++)
        {
            time.Advance(window.Timeout);
            Hello();
            var step = SendNext();
            Assert.Equal([new RowRange(1, 10)], step.Chunk!.Rows);
        }

        Assert.Equal(1, window.Unacknowledged);
    }

    [Fact]
    public void A_lost_link_sends_everything_again_from_a_window_of_one()
    {
        OpenTo16();
        SendNew(101, 110);
        SendNew(111, 120);

        window.LinkLost();

        Assert.Equal((1, 0, 2), (window.Size, window.InFlight, window.Unacknowledged));
        Assert.Equal(101, SendNext().Chunk!.From);
        Assert.Equal(SendAction.Wait, window.Next(moreRows: true).Action);
        Ack(101, 110);
        Assert.Equal(111, SendNext().Chunk!.From);
    }

    [Fact]
    public void While_the_link_is_down_no_time_runs_out()
    {
        SendNew(1, 10);
        window.LinkLost();
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(SendAction.Resend, window.Next(moreRows: false).Action);
        Assert.Equal(SendWindow.FirstTimeout, window.Timeout);
    }

    [Fact]
    public void An_answer_to_what_the_link_lost_counts_all_the_same()
    {
        SendNew(1, 10);
        window.LinkLost();

        Ack(1, 10);

        Assert.Equal(0, window.Unacknowledged);
        Assert.Equal(2, window.Size);
    }

    [Fact]
    public void A_busy_broker_is_given_time_and_half_the_window()
    {
        OpenTo16();
        var chunk = SendNew(101, 110);

        window.Busy(chunk);

        Assert.Equal(8, window.Size);
        var step = window.Next(moreRows: true);
        Assert.Equal(SendAction.Wait, step.Action);
        Assert.InRange(step.Wait!.Value, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
        time.Advance(step.Wait.Value);
        Assert.Equal(101, SendNext().Chunk!.From);
    }

    [Fact]
    public void A_refusing_broker_is_asked_again_after_half_a_minute()
    {
        window.Refused(SendNew(1, 10));

        Assert.Equal(new SendStep(SendAction.Wait, null, TimeSpan.FromSeconds(30)), window.Next(moreRows: true));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SendAction.Resend, window.Next(moreRows: true).Action);
    }

    [Fact]
    public void Whatever_is_lost_repeated_or_reordered_every_row_is_settled_once_collectors_answer() =>
        Gen.Select(Gen.Int, Gen.Int[1, 400]).Sample((seed, rows) =>
        {
            var clock = new FakeTimeProvider();
            var dice = new Random(seed);
            var sender = new SendWindow(mine, 0, clock, new Random(seed));
            var settled = new HashSet<long>();
            var onTheWay = new List<RowRange>();
            for (var step = 0; settled.Count < rows; step++)
            {
                Assert.True(step < 20_000, "it never ends");
                Assert.True(sender.Unacknowledged <= 2 * SendWindow.Largest);
                var healthy = step > 500;
                var next = sender.Next(sender.HighestSent < rows);
                if (next.Action == SendAction.SendNew)
                    Send(sender.SendingNew([new RowRange(sender.HighestSent + 1, Math.Min(rows, sender.HighestSent + dice.Next(1, 20)))]), healthy);
                else if (next.Action == SendAction.Resend)
                    Send(Again(next.Chunk!), healthy);
                else if (next.Action == SendAction.DeadLetter)
                    GiveUp(next.Chunk!, step);
                else
                    clock.Advance(TimeSpan.FromSeconds(dice.Next(1, 20)));
                if (!healthy && dice.Next(50) == 0)
                    sender.LinkLost();
                if (onTheWay.Count > 0 && (healthy || dice.Next(3) == 0))
                {
                    var answer = onTheWay[dice.Next(onTheWay.Count)];
                    if (dice.Next(4) > 0)
                        onTheWay.Remove(answer);
                    var acknowledgement = new Acknowledgement(mine, [answer], [], null);
                    Assert.Equal(AckVerdict.Settles, sender.Judge(acknowledgement));
                    sender.Heard(acknowledgement.Stored);
                    for (var n = answer.From; n <= answer.To; n++)
                        settled.Add(n);
                }
            }

            Assert.Equal(0, sender.Unacknowledged);

            SentChunk Again(SentChunk chunk)
            {
                sender.Sending(chunk);
                return chunk;
            }

            // a row whose every sending was lost while its neighbours' came through looks like one that nobody can take
            void GiveUp(SentChunk chunk, int step)
            {
                Assert.True(step < 600, $"row {chunk.From} was given up although all is well");
                sender.Forget(chunk);
                settled.Add(chunk.From);
            }

            void Send(SentChunk chunk, bool healthy)
            {
                if (healthy || dice.Next(3) > 0)
                    onTheWay.AddRange(chunk.Rows);
            }
        });

    private SentChunk SendNew(long from, long to) => window.SendingNew([new RowRange(from, to)]);

    private SendStep SendNext(bool moreRows = false)
    {
        var step = window.Next(moreRows);
        if (step.Chunk is not null)
            window.Sending(step.Chunk);
        return step;
    }

    private void Ack(long from, long to) => Ack((from, to));

    private void Ack(params (long From, long To)[] rows) => window.Heard([.. rows.Select(r => new RowRange(r.From, r.To))]);

    private void Hello() => window.Heard([]);

    private void OpenTo16()
    {
        for (var i = 1; i <= 4; i++)
        {
            SendNew(i, i);
            Ack(i, i);
        }
    }
}
