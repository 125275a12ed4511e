using System.Globalization;
using System.Text;
using System.Text.Json;
using Powderwatts.Store.Influx;

namespace Powderwatts.Tests.Store.Influx;

/// <summary>
/// Our writer, and the strict reader that the tests use, against the cases of InfluxDB's own line-protocol libraries. The cases,
/// their source and their licence are in line-protocol-cases.json.
/// </summary>
public sealed class LineProtocolConformanceTests
{
    private static readonly JsonDocument cases = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(Checkout.Root, "tests", "Powderwatts.Tests", "Store", "Influx", "line-protocol-cases.json")));

    public static TheoryData<string> Decode => Texts("decode");

    public static TheoryData<string> Encode => Texts("encode");

    [Theory]
    [MemberData(nameof(Decode))]
    public void A_text_is_read_as_the_reference_reads_it(string json)
    {
        using var document = JsonDocument.Parse(json);
        var one = document.RootElement;
        var bytes = one.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : one.GetProperty("base64").GetBytesFromBase64();
        if (!one.TryGetProperty("points", out var expected))
        {
            Assert.Throws<FormatException>(() => LineParser.Parse(bytes));
            return;
        }

        var points = LineParser.Parse(bytes);

        Assert.Equal(expected.EnumerateArray().Select(Point), points, (a, b) => Same(a, b));
    }

    [Theory]
    [MemberData(nameof(Encode))]
    public void A_point_is_written_as_the_reference_writes_it(string json)
    {
        using var document = JsonDocument.Parse(json);
        var point = Point(document.RootElement.GetProperty("point"));
        var expected = document.RootElement.GetProperty("text").GetString()!;
        var target = new byte[4096];
        var line = new LineWriter(target);
        line.Measurement(point.Measurement);
        foreach (var (key, value) in point.Tags)
            line.Tag(key, value);
        foreach (var (key, value) in point.Fields)
            line.Field(key, (double)value);
        line.Timestamp(point.Timestamp!.Value);

        var written = Encoding.UTF8.GetString(target, 0, line.Length);

        Assert.True(Same(point, Assert.Single(LineParser.Parse(target.AsSpan(0, line.Length)))));
        if (!expected.Contains("e+", StringComparison.Ordinal)) // large numbers: the reference writes 6.632243e+06, we write 6632243
            Assert.Equal(expected + "\n", written);
        Assert.True(Same(point, Assert.Single(LineParser.Parse(Encoding.UTF8.GetBytes(expected)))));
    }

    private static TheoryData<string> Texts(string name) => [.. cases.RootElement.GetProperty(name).EnumerateArray().Select(one => one.GetRawText())];

    private static LinePoint Point(JsonElement one) => new(
        one[0].GetString()!,
        [.. one[1].EnumerateArray().Select(tag => (tag[0].GetString()!, tag[1].GetString()!))],
        [.. one[2].EnumerateArray().Select(field => (field[0].GetString()!, Value(field[1])))],
        one.GetArrayLength() > 3 ? long.Parse(one[3].GetString()!, CultureInfo.InvariantCulture) : null);

    private static object Value(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetDouble();
        var field = value.EnumerateObject().Single();
        return field.Name switch
        {
            "f" => field.Value.GetDouble(),
            "i" => long.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture),
            "u" => ulong.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture),
            "b" => field.Value.GetBoolean(),
            _ => field.Value.GetString()!,
        };
    }

    // tags have no order: some readers sort them
    private static bool Same(LinePoint a, LinePoint b) =>
        a.Measurement == b.Measurement && a.Timestamp == b.Timestamp && a.Fields.SequenceEqual(b.Fields) && a.Tags.Order().SequenceEqual(b.Tags.Order());
}
