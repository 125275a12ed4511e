using System.Text;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

public sealed class ChunkJsonTests
{
    private const string Outbox = "\"outbox\":\"00112233445566778899aabbccddeeff\"";

    [Fact]
    public void A_bad_row_is_refused_by_itself_with_its_own_text_and_the_rest_goes_on()
    {
        var bad = """{"n":2, "s":"a","t":1,"foo_w":{"x":[1,"é"]}}""";
        var back = Read("""{"n":1,"s":"a","t":1,"power_w":1}""" + "," + bad + """,{"n":3,"s":"a","t":3,"power_w":3}""");

        Assert.Equal([1L, 3L], back.Chunk.Readings.Select(r => r.N));
        Assert.Equal([new RefusedRow(2, "unknown quantity 'foo_w'", bad)], back.Refused);
    }

    [Fact]
    public void A_bad_gap_row_is_refused_by_itself()
    {
        var back = WireJson.ReadChunk(Encoding.UTF8.GetBytes(
            $$$"""{{{{Outbox}}},"gaps":[{"n":8,"from":3,"to":1,"t":[2,4],"sensors":["a"],"why":"outbox-full"},{"n":9,"from":1,"to":3,"t":[2,4],"sensors":["a"],"why":"outbox-full"}],"readings":[]}"""));

        Assert.Equal("from: 3 is above to, 1", Assert.Single(back.Refused).Reason);
        Assert.Equal(9, Assert.Single(back.Chunk.Gaps).N);
    }

    [Theory]
    [InlineData("""{"s":"a","t":1,"foo_w":1}""", "a row without a sequence: unknown quantity 'foo_w'")]
    [InlineData("""{"s":"a","t":1,"power_w":1}""", "a row without a sequence: n is missing")]
    [InlineData("""{"n":0,"s":"a","t":1,"power_w":1}""", "a row without a sequence: n: 0 is outside 1 to 9007199254740991")]
    [InlineData("""{"n":"1","s":"a","t":1,"power_w":1}""", "a row without a sequence: n: no integer")]
    [InlineData("""{"n":1,"n":2,"s":"a","t":1,"power_w":1}""", "a row without a sequence: n is there twice")]
    [InlineData("""17""", "readings: holds something that is no object")]
    [InlineData("""{"n":5,"s":"a","t":1,"power_w":1},{"n":5,"s":"a","t":2,"power_w":1}""", "row 5 is there twice")]
    [InlineData("""{"n":5,"s":"a","t":1,"power_w":1},{"n":5,"s":"a","t":2,"foo_w":1}""", "row 5 is there twice")]
    [InlineData("""{"n":5,"s":"a","t":1,"power_w":NaN}""", "not JSON at byte 88")]
    [InlineData("""{"n":5,"s":"a","t":1,"foo_w":[[[[[[[[[1]]]]]]]]]}""", "nested deeper than 6 levels")]
    public void A_row_that_could_never_be_settled_refuses_the_chunk(string rows, string reason) =>
        Assert.Equal(reason, Assert.Throws<WireException>(() => Read(rows)).Message);

    [Theory]
    [InlineData("""{"readings":[]}""", "outbox is missing")]
    [InlineData("""{"outbox":"00112233445566778899aabbccddeeff"}""", "readings is missing")]
    [InlineData("""{"outbox":"00112233445566778899AABBCCDDEEFF","readings":[]}""", "outbox: no outbox id: 32 lower-case hex digits")]
    [InlineData("""{"outbox":1,"readings":[]}""", "outbox: no text")]
    [InlineData("""{"outbox":"00112233445566778899aabbccddeeff","readings":{}}""", "readings: no array")]
    [InlineData("""{"outbox":"00112233445566778899aabbccddeeff","readings":[],"readings":[]}""", "readings is there twice")]
    [InlineData("""{"outbox":"00112233445566778899aabbccddeeff","readings":[],"more":[]}""", "unknown key 'more'")]
    public void A_bad_envelope_refuses_the_chunk(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<WireException>(() => WireJson.ReadChunk(Encoding.UTF8.GetBytes(json))).Message);

    [Fact]
    public void Too_many_rows_refuse_the_chunk_and_the_most_allowed_do_not()
    {
        static string Rows(int count) => string.Join(',', Enumerable.Range(1, count).Select(i => $$"""{"n":{{i}},"s":"a","t":{{i}},"wet":1}"""));

        Assert.Equal(WireLimits.AcceptedReadings, Read(Rows(WireLimits.AcceptedReadings)).Chunk.Readings.Length);
        Assert.Equal("more than 1000 rows", Assert.Throws<WireException>(() => Read(Rows(WireLimits.AcceptedReadings + 1))).Message);
    }

    [Fact]
    public void A_refused_rows_text_is_cut_at_1_KiB_between_characters()
    {
        var row = "{\"n\":2,\"s\":\"" + new string('a', 1007) + string.Concat(Enumerable.Repeat("é", 50)) + "\"}";

        var refused = Assert.Single(Read(row).Refused);

        Assert.Equal("s: longer than 64 bytes", refused.Reason);
        Assert.InRange(Encoding.UTF8.GetByteCount(refused.Json), 1022, 1024);
        Assert.StartsWith(refused.Json, row, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', refused.Json);
    }

    [Fact]
    public void Rows_may_come_in_any_order_and_with_escapes()
    {
        var back = Read("""{"power_w":1,"t":9,"s":"\u0061","n":7},{"\u006e":3,"s":"a","t":1,"state":1}""");

        Assert.Equal([7L, 3L], back.Chunk.Readings.Select(r => r.N));
        Assert.All(back.Chunk.Readings, r => Assert.Equal("a", r.Reading.Sensor));
        Assert.Equal(Kind.Event, back.Chunk.Readings[1].Reading.Kind);
    }

    [Fact]
    public void Reading_a_chunk_allocates_little_more_than_its_readings()
    {
        var rows = string.Join(',', Enumerable.Range(1, 500).Select(i =>
            $$"""{"n":{{i}},"s":"gutter-{{i % 6}}","t":{{1796112732412 + i}},"power_w":612.4,"voltage_v":240.1,"current_a":2.55,"interval_s":10,"q":["clipped"]}"""));
        var utf8 = Encoding.UTF8.GetBytes($"{{{Outbox},\"readings\":[{rows}]}}");
        Assert.Equal(500, WireJson.ReadChunk(utf8).Chunk.Readings.Length);

        // a collection in between counts the rest of the thread's buffer too, so the least of several tells
        var allocated = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            WireJson.ReadChunk(utf8);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.InRange(allocated - (500 * System.Runtime.CompilerServices.Unsafe.SizeOf<Numbered>()), 0, 4096);
    }

    private static ReceivedChunk Read(string rows) => WireJson.ReadChunk(Encoding.UTF8.GetBytes($"{{{Outbox},\"readings\":[{rows}]}}"));
}
