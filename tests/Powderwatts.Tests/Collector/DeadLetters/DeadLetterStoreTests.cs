using System.Text;
using Powderwatts.Collector.DeadLetters;

namespace Powderwatts.Tests.Collector.DeadLetters;

public sealed class DeadLetterStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_letter_comes_back_as_it_was_kept_with_an_id_that_finds_it()
    {
        using var store = new DeadLetterStore(folder.Path);
        var reader = new DeadLetterReader(folder.Path);
        var letters = new[] { Letter("quote \" and\nnew line ü", 1), Letter("{\"n\":2}", 2), Letter("", null) };

        await store.AppendAsync(letters, [Letter("foreign", null)], Cancelled);

        var listed = reader.List().ToArray();
        Assert.Equal(["own-1-1", "own-1-2", "own-1-3", "foreign-1-1"], listed.Select(l => l.Id));
        Assert.All(letters.Zip(listed), pair => AssertSame(pair.First, pair.Second.Letter));
        AssertSame(letters[1], reader.Find("own-1-2")!);
        Assert.Null(reader.Find("own-1-9"));
        Assert.Equal((3, 1), (store.OwnCount, store.ForeignCount));
    }

    [Theory]
    [InlineData("""{"at":1,"topic":"t","reason":"r","text":null}""")]
    [InlineData("""{"at":1,"topic":"t","reason":"r","text":7}""")]
    [InlineData("""{"at":1,"topic":null,"reason":"r"}""")]
    [InlineData("""{"at":1""")]
    public void A_damaged_letter_is_none(string line) => Assert.Null(DeadLetter.Read(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public async Task Bytes_that_are_no_text_survive_and_long_payloads_are_cut_between_characters()
    {
        using var store = new DeadLetterStore(folder.Path);
        byte[] binary = [0xFF, 0x00, 0xFE];
        var text = new string('x', 1023) + "ü and more";

        await store.AppendAsync([Letter(binary), Letter(Encoding.UTF8.GetBytes(text))], [], Cancelled);

        var letters = new DeadLetterReader(folder.Path).List().Select(l => l.Letter).ToArray();
        Assert.Equal(binary, letters[0].Payload.ToArray());
        Assert.Equal(new string('x', 1023), Encoding.UTF8.GetString(letters[1].Payload.Span));
    }

    [Fact]
    public async Task The_oldest_file_goes_first_and_is_counted_and_strangers_cannot_rotate_own_letters_away()
    {
        using var store = new DeadLetterStore(folder.Path, fileBytes: 400, totalBytes: 2000);
        await store.AppendAsync([Letter("own", 1)], [], Cancelled);

        for (var n = 1; n <= 40; n++)
            await store.AppendAsync([], [Letter($"letter {n}", n)], Cancelled);

        var listed = new DeadLetterReader(folder.Path).List().ToArray();
        Assert.Equal("own-1-1", listed[0].Id);
        var kept = listed.Skip(1).Select(l => l.Letter.N!.Value).ToArray();
        Assert.Equal(40, kept[^1]);
        Assert.Equal(Enumerable.Range(41 - kept.Length, kept.Length).Select(n => (long)n), kept);
        Assert.Equal(40 - kept.Length, store.Dropped);
        Assert.True(Directory.EnumerateFiles(store.Folder, "foreign-*").Sum(f => new FileInfo(f).Length) <= 1000);
    }

    [Fact]
    public async Task A_torn_line_costs_itself_only()
    {
        using (var store = new DeadLetterStore(folder.Path))
            await store.AppendAsync([Letter("one", 1)], [], Cancelled);
        File.AppendAllText(Path.Combine(folder.Path, "deadletters", "own-000001.jsonl"), "{\"at\":17,\"topic\":\"po");

        using (var store = new DeadLetterStore(folder.Path))
            await store.AppendAsync([Letter("two", 2)], [], Cancelled);

        Assert.Equal([("own-1-1", 1L), ("own-1-3", 2L)], new DeadLetterReader(folder.Path).List().Select(l => (l.Id, l.Letter.N!.Value)));
    }

    [Fact]
    public async Task What_cannot_be_written_is_an_error()
    {
        File.WriteAllText(folder.File("deadletters"), "");
        using var store = new DeadLetterStore(folder.Path);

        await Assert.ThrowsAsync<IOException>(() => store.AppendAsync([Letter("one", 1)], [], Cancelled));
        Assert.Equal(0, store.OwnCount);
    }

    private static DeadLetter Letter(string payload, long? n) =>
        new(1_796_112_000_000, "powderwatts/v1/lodge/booth-pi/data", n is null ? null : "0123456789abcdef0123456789abcdef", n, "why \"so\"", Encoding.UTF8.GetBytes(payload));

    private static DeadLetter Letter(byte[] payload) => new(1, "t", null, null, "r", payload);

    private static void AssertSame(DeadLetter expected, DeadLetter actual)
    {
        Assert.Equal(expected with { Payload = default }, actual with { Payload = default });
        Assert.Equal(expected.Payload.ToArray(), actual.Payload.ToArray());
    }
}
