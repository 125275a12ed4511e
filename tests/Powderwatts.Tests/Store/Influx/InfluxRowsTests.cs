using System.Globalization;
using System.Text;
using System.Text.Json;
using Powderwatts.Store.Influx;

namespace Powderwatts.Tests.Store.Influx;

public sealed class InfluxRowsTests
{
    private const string Answer = """
        {"results":[{"statement_id":0,"series":[{"name":"circuit","tags":{"node":"p","sensor":"a"},"columns":["time","power_w","quality"],"values":[[1,2.5,0],[2,null,1.0]],"partial":true}],"partial":true}]}
        {"results":[{"statement_id":0,"series":[{"name":"circuit","tags":{"node":"p","sensor":"ü\"\\"},"columns":["time","power_w","quality"],"values":[[-3,1e-7,4]]},{"name":"event","columns":["time","state"],"values":[]}]}]}

        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task Rows_are_read_however_the_answer_is_cut(int piece)
    {
        var rows = new List<string>();
        var reader = new InfluxRows((series, t, values) => rows.Add(string.Create(CultureInfo.InvariantCulture,
            $"{series.Name} {series.Tags["node"]}/{series.Tags["sensor"]} {string.Join('|', series.Columns)} {t} {values[0]} {values[1]}")));

        await reader.ReadAsync(new SlowStream(Encoding.UTF8.GetBytes(Answer), piece), Cancelled);

        Assert.Null(reader.Error);
        Assert.Equal(
            ["circuit p/a time|power_w|quality 1 2.5 0", "circuit p/a time|power_w|quality 2 NaN 1", "circuit p/ü\"\\ time|power_w|quality -3 1E-07 4"], rows);
    }

    [Theory]
    [InlineData("""{"error":"authorization failed"}""")]
    [InlineData("""{"results":[{"statement_id":0,"error":"authorization failed"}]}""")]
    [InlineData("""{"results":[{"series":[{"name":"a","columns":["time"],"values":[[1]]}]}]}{"results":[{"error":"authorization failed"}]}""")]
    public async Task The_servers_own_words_are_kept(string answer)
    {
        var reader = new InfluxRows((_, _, _) => { });

        await reader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), Cancelled);

        Assert.Equal("authorization failed", reader.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"results\":[]}]")]
    [InlineData("{\"results\":[]}\n{\"results\":[")]
    [InlineData("""{"results":[""")]
    [InlineData("""{"results":[[[[[[[[[[1]]]]]]]]]]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time","v"],"values":[[1]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[1,2]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[null]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time","v"],"values":[[1,"2"]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[1.5]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"name":"\ud800"}]}]}""")]
    [InlineData("""{"results":[{"error":"\udc00"}]}""")]
    public async Task What_is_no_answer_is_an_error(string answer) =>
        await Assert.ThrowsAnyAsync<JsonException>(() =>
            new InfluxRows((_, _, _) => { }).ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(answer)), Cancelled));

    [Fact]
    public async Task A_name_that_is_not_UTF8_is_an_error() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => new InfluxRows((_, _, _) => { }).ReadAsync(
            new MemoryStream([.. "{\"results\":[{\"series\":[{\"name\":\"a"u8, 0xA0, .. "\"}]}]}"u8]), Cancelled));

    [Fact]
    public async Task An_endless_word_does_not_fill_the_memory() =>
        await Assert.ThrowsAnyAsync<JsonException>(() =>
            new InfluxRows((_, _, _) => { }).ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes("{\"" + new string('x', 3_000_000))), Cancelled));

    [Fact]
    public void Names_and_words_are_escaped()
    {
        Assert.Equal("\"a\\\"b\\\\\\n\"", InfluxQl.Name("a\"b\\\n"));
        Assert.Equal("'a\\'; DROP DATABASE \"x\" --\\\\'", InfluxQl.Word("a'; DROP DATABASE \"x\" --\\"));
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class SlowStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
