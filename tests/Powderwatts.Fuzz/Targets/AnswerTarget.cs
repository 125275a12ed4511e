using System.Text;
using System.Text.Json;
using Powderwatts.Fuzz.Seeds;
using Powderwatts.Store.Influx;

namespace Powderwatts.Fuzz.Targets;

/// <summary>What a server that says it is InfluxDB answers to a question. The reader lets out nothing but a JSON fault.</summary>
internal static class AnswerTarget
{
    public static FuzzTarget Target { get; } = new("answer",
    [
        .. new[]
        {
            """{"results":[{"statement_id":0,"series":[{"name":"circuit","tags":{"node":"p","sensor":"a"},"columns":["time","power_w","quality"],"values":[[1,2.5,0],[2,null,1.0]],"partial":true}],"partial":true}]}""",
            """{"results":[{"statement_id":0,"error":"database not found: x"}]}""", """{"error":"error parsing query"}""", """{"results":[]}""",
            "{\"results\":[{\"series\":[{\"name\":\"c\",\"columns\":[\"time\",\"a\"],\"values\":[[-3,1e-7]]}]}]}\n{\"results\":[{\"statement_id\":0}]}\n",
        }.Select(Encoding.UTF8.GetBytes),
        .. Samples.Hostile,
    ], Read);

    private static string Read(byte[] input)
    {
        var rows = 0;
        var reader = new InfluxRows((series, _, values) =>
        {
            rows++;
            if (values.Length != series.Columns.Count - 1)
                throw new BrokenRuleException("a row has another number of values than columns");
        });
        try
        {
            reader.ReadAsync(new MemoryStream(input), CancellationToken.None).GetAwaiter().GetResult();
            return reader.Error is null ? rows > 0 ? "read" : "no rows" : "the server's words";
        }
        catch (JsonException refusal)
        {
            return refusal.Message;
        }
    }
}
