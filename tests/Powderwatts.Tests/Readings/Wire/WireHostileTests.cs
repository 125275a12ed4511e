using System.Buffers;
using System.Text;
using CsCheck;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

/// <summary>Nothing that a broker can deliver brings the reader down: it is read or refused with a reason.</summary>
public sealed class WireHostileTests
{
    private static readonly Dictionary<string, (Func<byte[]> Payload, string Reason)> payloads = new(StringComparer.Ordinal)
    {
        ["a NaN literal"] = (() => Bytes("""{"t":1,"power_w":NaN}"""), "not JSON at byte 17"),
        ["an Infinity literal"] = (() => Bytes("""{"t":1,"power_w":Infinity}"""), "not JSON at byte 17"),
        ["a huge exponent"] = (() => Bytes("""{"t":1,"power_w":1e400}"""), "power_w: 1e400 is no finite number"),
        ["the bare word nan"] = (() => Bytes("nan"), "not JSON at byte 0"),
        ["a byte order mark"] = (() => [0xEF, 0xBB, 0xBF, .. Bytes("""{"t":1,"power_w":12.5}""")], "not JSON at byte 0"),
        ["bytes that are not UTF-8"] = (() => [.. Bytes("{\"name\":\""), 0xFF, 0xFE, .. Bytes("\",\"power_w\":1}")], "the payload is not UTF-8"),
        ["100,000 arrays in each other"] = (() => Bytes(new string('[', 100_000)), "the payload is no JSON object"),
        ["100,000 arrays in a value"] = (() => Bytes("{\"q\":" + new string('[', 100_000)), "q: no text"),
        ["24 MB of readings"] = (() => Bytes(string.Concat(Enumerable.Repeat("{\"power\":1}\n", 2_000_000))), "the payload has 24000000 bytes; at most 262144 are accepted"),
        ["a key twice"] = (() => Bytes("""{"t":1,"power_w":1,"power_w":2}"""), "power_w is there twice"),
        ["a key twice, once escaped"] = (() => Bytes("""{"t":1,"power_w":1,"\u0070ower_w":2}"""), "power_w is there twice"),
        ["a number in a text"] = (() => Bytes("""{"t":1,"power_w":"12,5"}"""), "power_w: no number"),
        ["a null"] = (() => Bytes("""{"t":1,"power_w":null}"""), "power_w: null is no value; leave the key out"),
        ["nothing"] = (() => [], "the payload is empty"),
        ["half a payload"] = (() => Bytes("""{"t":1,"power_w":12."""), "not JSON at byte 17"),
        ["an array"] = (() => Bytes("[1,2,3]"), "the payload is no JSON object"),
        ["a line of another protocol"] = (() => Bytes("{\"t\":1,\"power_w\":1,\"name\":\"x value=1 1\\nevil,host=a v=1\"}"), "unknown quantity 'name'"),
        ["a key with control characters"] = (() => Bytes("{\"t\":1,\"a\\u001b[31m\":1}"), "unknown quantity 'a\\u001b[31m'"),
        ["half a surrogate pair as a key"] = (() => Bytes("{\"t\":1,\"\\ud800\":1}"), "unknown quantity '\\ud800'"),
        ["half a surrogate pair as a word"] = (() => Bytes("{\"t\":1,\"wet\":1,\"origin\":\"\\ud800\"}"), "origin: half a surrogate pair"),
        ["two payloads"] = (() => Bytes("""{"t":1,"wet":1} {"t":2,"wet":1}"""), "something follows the JSON object at byte 16"),
        ["a comment"] = (() => Bytes("""{"t":1,/* */"wet":1}"""), "not JSON at byte 7"),
        ["a million keys"] = (() => Bytes("{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"k{i}\":{i}")) + "}"), "the payload has 16777781 bytes; at most 262144 are accepted"),
        ["a number of a thousand digits"] = (() => Bytes("{\"t\":1,\"power_w\":" + new string('9', 1000) + "}"), "power_w: a number of 1000 characters; at most 64 are accepted"),
    };

    public static TheoryData<string> Payloads => [.. payloads.Keys];

    public static TheoryData<string, string> Readings => new()
    {
        { """{}""", "t is missing" },
        { """{"t":1}""", "no quantity: a reading has at least one" },
        { """{"power_w":1}""", "t is missing" },
        { """{"t":0,"power_w":1}""", "t: 0 is outside 1 to 7258118399999" },
        { """{"t":7258118400000,"power_w":1}""", "t: 7258118400000 is outside 1 to 7258118399999" },
        { """{"t":1e3,"power_w":1}""", "t: '1e3' is no 64-bit integer" },
        { """{"t":1.0,"power_w":1}""", "t: '1.0' is no 64-bit integer" },
        { """{"t":"1","power_w":1}""", "t: no integer" },
        { """{"t":99999999999999999999,"power_w":1}""", "t: '99999999999999999999' is no 64-bit integer" },
        { """{"t":1,"foo_w":1}""", "unknown quantity 'foo_w'" },
        { """{"t":1,"n":1,"power_w":1}""", "unknown quantity 'n'" },
        { """{"t":1,"power_w":true}""", "power_w: no number" },
        { """{"t":1,"power_w":[1]}""", "power_w: no number" },
        { """{"t":1,"power_w":1e999}""", "power_w: 1e999 is no finite number" },
        { """{"t":1,"power_w":-1e999}""", "power_w: -1e999 is no finite number" },
        { """{"t":1,"wet":2}""", "wet: neither 0 nor 1" },
        { """{"t":1,"state":0.5}""", "state: neither 0 nor 1" },
        { """{"t":1,"energy_wh":-1,"energy_from":1}""", "energy_wh: below 0" },
        { """{"t":1,"energy_wh":1}""", "energy_wh without energy_from" },
        { """{"t":1,"power_w":1,"energy_from":1}""", "energy_from without energy_wh" },
        { """{"t":1,"energy_wh":1,"energy_from":0}""", "energy_from: 0 is outside 1 to 7258118399999" },
        { """{"t":1,"wet":1,"interval_s":0}""", "interval_s: not above 0 and at most 86400" },
        { """{"t":1,"wet":1,"interval_s":86401}""", "interval_s: not above 0 and at most 86400" },
        { """{"t":1,"wet":1,"q":[]}""", "q: empty; leave the key out" },
        { """{"t":1,"wet":1,"q":["clipped","clipped"]}""", "q: 'clipped' is there twice" },
        { """{"t":1,"wet":1,"q":["great"]}""", "q: unknown word 'great'; clipped, estimated or unsynced" },
        { """{"t":1,"wet":1,"q":"clipped"}""", "q: no array" },
        { """{"t":1,"wet":1,"origin":"tape"}""", "origin: unknown origin 'tape'; live, replay or sim" },
        { """{"t":1,"wet":1,"origin":"an-origin-whose-name-is-far-too-long-to-be-the-name-of-any-origin-at-all"}""", "origin: longer than 64 bytes" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_hostile_payload_is_refused_with_a_reason(string what)
    {
        var payload = payloads[what].Payload();

        var fault = Assert.Throws<WireException>(() => WireJson.ReadReading(payload, "gutter-north"));

        Assert.Equal(payloads[what].Reason, fault.Message);
        Assert.Throws<WireException>(() => WireJson.ReadChunk(payload));
        Assert.Throws<WireException>(() => WireJson.ReadAcknowledgement(payload));
        Assert.Throws<WireException>(() => WireJson.ReadAbout(payload));
        Assert.Throws<WireException>(() => WireJson.ReadHealth(payload));
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_reading_that_breaks_the_contract_is_refused_with_the_reason(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<WireException>(() => WireJson.ReadReading(Bytes(json), "gutter-north")).Message);

    [Theory]
    [InlineData("a b,c=d")]
    [InlineData("e\\f")]
    [InlineData("")]
    [InlineData("Gutter")]
    public void A_topic_that_would_inject_into_a_database_is_no_topic_of_ours(string level)
    {
        Assert.False(Topics.TryParse($"powderwatts/v1/{level}/booth-pi/live/gutter-north", out _));
        Assert.False(Topics.TryParse($"powderwatts/v1/lodge/booth-pi/live/{level}", out _));
        Assert.Throws<WireException>(() => WireJson.ReadReading(Bytes("""{"t":1,"power_w":1}"""), level));
    }

    [Fact]
    public void Only_a_wire_exception_leaves_the_reader_whatever_the_bytes() =>
        Gen.Byte.Array[0, 300].Sample(bytes => ReadAll(bytes), iter: 5000);

    [Fact]
    public void Only_a_wire_exception_leaves_the_reader_whatever_the_JSON() =>
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"n\"", "\"s\"", "\"t\"", "\"q\"", "\"readings\"", "\"gaps\"", "\"outbox\"", "\"power_w\"",
            "\"\\ud800\"", "1", "-0", "1e400", "null", "\"clipped\"", "{\"n\":1", "\"parts\":[{", "\"sensors\":[{", "\"counts\":{")
            .Array[0, 40].Select(string.Concat).Sample(json => ReadAll(Bytes("{" + json)), iter: 5000);

    [Fact]
    public void Only_a_wire_exception_leaves_the_reader_when_a_good_payload_is_bent() => Gen.Select(
        Gen.OneOf(
            WireGen.Chunk.Select(c => Written(o => WireJson.WriteChunk(o, c))),
            WireGen.Reading.Select(r => Written(o => WireJson.WriteReading(o, r))),
            WireGen.Acknowledgement.Select(a => Written(o => WireJson.WriteAcknowledgement(o, a))),
            WireGen.About.Select(a => Written(o => WireJson.WriteAbout(o, a))),
            WireGen.Health.Select(h => Written(o => WireJson.WriteHealth(o, h)))),
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 3], Gen.OneOf(Gen.Byte, Gen.OneOf(Bytes("{}[]\",:\\0e-")))).Array[1, 4])
        .Sample((payload, bends) => ReadAll(bends.Aggregate(payload, Bend)), iter: 3000);

    private static byte[] Bend(byte[] payload, (int Place, int How, byte Value) bend)
    {
        if (payload.Length == 0)
            return payload;
        var place = bend.Place % payload.Length;
        return bend.How switch
        {
            0 => [.. payload[..place], bend.Value, .. payload[(place + 1)..]],
            1 => [.. payload[..place], .. payload[(place + 1)..]],
            2 => [.. payload[..place], bend.Value, .. payload[place..]],
            _ => payload[..place],
        };
    }

    private static void ReadAll(byte[] payload)
    {
        Refusing(() => WireJson.ReadReading(payload, "gutter-north"));
        Refusing(() => WireJson.ReadChunk(payload));
        Refusing(() => WireJson.ReadAcknowledgement(payload));
        Refusing(() => WireJson.ReadAbout(payload));
        Refusing(() => WireJson.ReadHealth(payload));
    }

    /// <summary>Any other exception fails the property.</summary>
    private static void Refusing<T>(Func<T> read)
    {
        try
        {
            read();
        }
        catch (WireException fault)
        {
            Assert.True(fault.Message.Length is > 0 and < 2 * WireLimits.TextLength);
            Assert.DoesNotContain(fault.Message, char.IsControl);
        }
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
