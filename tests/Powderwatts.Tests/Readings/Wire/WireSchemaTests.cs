using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CsCheck;
using NJsonSchema;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Readings.Wire;

/// <summary>The published schemas, the published samples and our reader say the same.</summary>
public sealed class WireSchemaTests
{
    private static readonly ConcurrentDictionary<string, Task<JsonSchema>> schemas = new();

    public static TheoryData<string> Samples => [.. Files("samples")];

    public static TheoryData<string> BadSamples => [.. Files("samples/bad")];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_fits_its_schema_and_comes_back_from_our_reader_unchanged(string file)
    {
        var kind = WirePayload.KindOf(file);
        var json = await File.ReadAllTextAsync(Path.Combine(WirePayload.Folder, "samples", file), TestContext.Current.CancellationToken);
        var again = new ArrayBufferWriter<byte>();

        var refused = WirePayload.Read(kind, Encoding.UTF8.GetBytes(json), again);

        Assert.Empty(await FaultsAsync(kind, json));
        Assert.Empty(refused);
        Assert.Equal(Compact(json), Encoding.UTF8.GetString(again.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(BadSamples))]
    public async Task A_bad_sample_is_refused_with_the_reason_that_it_names(string file)
    {
        var kind = WirePayload.KindOf(file);
        using var document = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(WirePayload.Folder, "samples/bad", file), TestContext.Current.CancellationToken));
        var sample = document.RootElement;
        var payload = sample.GetProperty("payload");
        var json = payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText();
        var reason = sample.GetProperty("reason").GetString();
        var again = new ArrayBufferWriter<byte>();

        if (sample.TryGetProperty("row", out var row))
        {
            var refused = Assert.Single(WirePayload.Read(kind, Encoding.UTF8.GetBytes(json), again));
            Assert.Equal((row.GetInt64(), reason), (refused.N, refused.Reason));
        }
        else
        {
            Assert.Equal(reason, Assert.Throws<WireException>(() => WirePayload.Read(kind, Encoding.UTF8.GetBytes(json), again)).Message);
        }

        if (sample.GetProperty("schema").GetBoolean())
            Assert.NotEmpty(await FaultsAsync(kind, json));
    }

    [Theory]
    [InlineData("reading")]
    [InlineData("chunk")]
    [InlineData("acknowledgement")]
    [InlineData("about")]
    [InlineData("health")]
    public async Task What_we_write_fits_the_schema(string kind)
    {
        var schema = await SchemaAsync(kind);

        Gen<string> written = kind switch
        {
            "reading" => WireGen.EverydayReading.Select(r => Written(o => WireJson.WriteReading(o, r))),
            "chunk" => WireGen.EverydayChunk.Select(c => Written(o => WireJson.WriteChunk(o, c))),
            "acknowledgement" => WireGen.Acknowledgement.Select(a => Written(o => WireJson.WriteAcknowledgement(o, a))),
            "about" => WireGen.About.Select(a => Written(o => WireJson.WriteAbout(o, a))),
            _ => WireGen.Health.Select(h => Written(o => WireJson.WriteHealth(o, h))),
        };

        written.Sample(json => Assert.Empty(schema.Validate(json)), iter: 200);
    }

    [Fact]
    public async Task The_schemas_know_every_quantity_in_the_order_in_which_we_write_them()
    {
        string[] keys = ["t", .. Quantities.All.Select(q => q.Name()), "energy_from", "interval_s", "q", "origin"];

        Assert.Equal(keys, (await SchemaAsync("reading")).Properties.Keys);
        Assert.Equal(["n", "s", .. keys], (await SchemaAsync("chunk")).Definitions["row"].Properties.Keys);
    }

    [Fact]
    public void Every_payload_has_good_and_bad_samples() => Assert.All(WirePayload.Names, kind =>
    {
        Assert.Contains(Files("samples"), file => WirePayload.KindOf(file) == kind);
        Assert.Contains(Files("samples/bad"), file => WirePayload.KindOf(file) == kind);
    });

    private static Task<JsonSchema> SchemaAsync(string kind) => schemas.GetOrAdd(
        kind, name => JsonSchema.FromFileAsync(Path.Combine(WirePayload.Folder, name + ".schema.json"), TestContext.Current.CancellationToken));

    private static async Task<string[]> FaultsAsync(string kind, string json) =>
        [.. (await SchemaAsync(kind)).Validate(json).Select(fault => fault.ToString())];

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(WirePayload.Folder, folder), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Compact(string json)
    {
        var compact = new StringBuilder();
        var inText = false;
        foreach (var c in json)
        {
            inText ^= c == '"'; // the samples have no escaped quotes
            if (inText || !char.IsWhiteSpace(c))
                compact.Append(c);
        }

        return compact.ToString();
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
