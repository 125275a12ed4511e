using System.Text;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Letters;

namespace Powderwatts.Tests.Letters;

public sealed class LetterRetryTests : IDisposable
{
    private const string Outbox = "0123456789abcdef0123456789abcdef";
    private const string Row = """{"n":7,"s":"gutter-north","t":1796112732412,"power_w":612.4}""";

    private readonly TemporaryFolder folder = new();
    private readonly Collector.FakeStore store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_letter_that_the_store_takes_is_done_and_a_second_retry_does_nothing()
    {
        await KeepAsync(Chunk(Row));

        Assert.Equal([new("own-1-1", null)], await RetryAsync());
        Assert.Equal(7, Assert.Single(store.Rows).N);
        Assert.Empty(await RetryAsync());
        Assert.Single(store.Rows);
        Assert.Contains("\"done\":true", LetterWords.Json("own-1-1", new DeadLetterReader(folder.Path).Find("own-1-1")!, new DoneLetters(folder.Path).Read().Count == 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_row_that_an_older_program_refused_is_read_again()
    {
        await KeepAsync(Row);
        await KeepAsync("""{"n":8,"from":1,"to":6,"t":[1796112732000,1796112732412],"sensors":["gutter-north"],"why":"outbox-full"}""");

        Assert.Equal([new("own-1-1", null), new("own-1-2", null)], await RetryAsync());
        Assert.Equal([7, 8], store.Rows.Select(r => r.N));
    }

    [Fact]
    public async Task What_is_refused_again_is_told_with_its_reason_and_stays()
    {
        store.Poison[7] = "field type conflict";
        await KeepAsync(Chunk(Row));
        await KeepAsync("no json at all");
        await KeepAsync(Chunk(Row.Replace("7", "9", StringComparison.Ordinal)));

        var outcomes = await RetryAsync();

        Assert.Equal("field type conflict", outcomes.Single(o => o.Id == "own-1-1").Fault);
        Assert.NotNull(outcomes.Single(o => o.Id == "own-1-2").Fault);
        Assert.Null(outcomes.Single(o => o.Id == "own-1-3").Fault);
        Assert.Equal(2, (await RetryAsync()).Count);
    }

    [Fact]
    public async Task Only_the_letters_that_were_named_are_tried()
    {
        await KeepAsync(Chunk(Row));
        await KeepAsync(Chunk(Row.Replace("7", "9", StringComparison.Ordinal)));

        await RetryAsync("own-1-2");

        Assert.Equal(9, Assert.Single(store.Rows).N);
    }

    [Fact]
    public async Task Two_retries_at_once_are_held_apart()
    {
        using var held = new DoneLetters(folder.Path).Hold();

        await Assert.ThrowsAsync<IOException>(() => RetryAsync());
    }

    [Fact]
    public async Task A_strangers_words_do_not_steer_the_terminal_and_fit_80_columns()
    {
        await KeepAsync("x", "evil \u001b[2J" + new string('y', 200));
        using var output = new StringWriter();

        LetterRun.List(folder.Path, json: false, output);
        LetterRun.Show(folder.Path, "own-1-1", json: false, output);

        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.True(output.ToString().Split('\n')[0].Length < 80);
    }

    private static string Chunk(string row) => $$"""{"outbox":"{{Outbox}}","readings":[{{row}}]}""";

    private async Task KeepAsync(string text, string reason = "older than 30 days")
    {
        using var letters = new DeadLetterStore(folder.Path);
        await letters.AppendAsync([new(1_796_112_800_000, "powderwatts/v1/lodge/booth-pi/data", Outbox, 7, reason, Encoding.UTF8.GetBytes(text))], [], Token);
    }

    private async Task<List<LetterRetry.Outcome>> RetryAsync(string? id = null)
    {
        var outcomes = new List<LetterRetry.Outcome>();
        await new LetterRetry(new DeadLetterReader(folder.Path), new DoneLetters(folder.Path), store).RunAsync(i => id is null || i == id, outcomes.Add, Token);
        return outcomes;
    }
}
