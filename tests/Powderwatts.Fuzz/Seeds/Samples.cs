using System.Text;
using Powderwatts.Tests;

namespace Powderwatts.Fuzz.Seeds;

/// <summary>The wire contract's own samples, good and bad, and payloads that have broken other programs.</summary>
internal static class Samples
{
    private static readonly string folder = Path.Combine(Checkout.Root, "src/Powderwatts.Readings/Wire/schema/samples");

    /// <summary>Every sample of a kind with the hostile ones.</summary>
    /// <param name="kind">As the samples' names begin: `reading`.</param>
    public static IReadOnlyList<byte[]> Of(string kind) =>
    [
        .. Directory.EnumerateFiles(folder, $"{kind}.*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. Hostile,
    ];

    /// <summary>What a broker may deliver and nobody should believe: no numbers, half texts, deep and long ones, injections.</summary>
    public static IReadOnlyList<byte[]> Hostile { get; } =
    [
        .. new[]
        {
            """{"power":NaN}""", """{"power":Infinity}""", """{"power":1e400}""", "nan", """{"power":1,"power":2}""", """{"power":"12,5"}""",
            """{"power":null}""", "", """{"power":12.""", "[1,2,3]", """{"power":1,"name":"x value=1 1\nevil,host=a v=1"}""",
            new string('[', 100_000), "{\"q\":" + new string('[', 1000), string.Concat(Enumerable.Repeat("{\"power\":1}\n", 20_000)),
            "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"k{i}\":{i}")) + "}",
            "{\"t\":1,\"power_w\":" + new string('9', 400) + "}",
        }.Select(Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF, .. "{\"power\":12.5}"u8],
        [.. "{\"name\":\""u8, 0xFF, 0xFE, .. "\",\"power\":1}"u8],
    ];
}
