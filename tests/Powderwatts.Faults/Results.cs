using System.Globalization;
using System.Text.Json;

namespace Powderwatts.Faults;

/// <summary>Says what came of a run: a line for people, a line of JSON in artifacts/faults/results.jsonl.</summary>
internal static class Results
{
    /// <summary>Writes both.</summary>
    public static void Write(FaultRun run, TimeSpan took, string folder)
    {
        Console.WriteLine(Line(run, took));
        foreach (var measure in run.Measures)
            Console.WriteLine($"    {measure}");
        foreach (var failure in run.Failures)
            Console.WriteLine($"    FAILED: {failure}");
        Directory.CreateDirectory(folder);
        File.AppendAllText(Path.Combine(folder, "results.jsonl"), Json(run, took) + "\n");
    }

    private static string Line(FaultRun run, TimeSpan took)
    {
        var accounts = run.Accounts is { } a
            ? string.Create(CultureInfo.InvariantCulture,
                $"committed {a.Committed,9:N0}  stored {a.Stored,9:N0}  gap {a.Gap,6:N0}  dead {a.Dead}  missing {a.Missing}  doubles {a.Doubles}")
            : "no accounts";
        var recovery = run.Recoveries.Count == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"  slowest {run.Recoveries.Max().TotalSeconds:0.00} s  median {Median(run).TotalSeconds:0.00} s");
        return string.Create(CultureInfo.InvariantCulture,
            $"{run.Scenario.Name,-18} seed {run.Seed}  rounds {run.Rounds,4}  {accounts}{recovery}  took {took.TotalSeconds:0} s  {(run.Failures.Count == 0 ? "ok" : "FAILED")}");
    }

    private static TimeSpan Median(FaultRun run) => run.Recoveries.Order().ElementAt(run.Recoveries.Count / 2);

    private static string Json(FaultRun run, TimeSpan took)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("scenario", run.Scenario.Name);
            json.WriteNumber("seed", run.Seed);
            json.WriteNumber("rounds", run.Rounds);
            json.WriteNumber("seconds", Math.Round(took.TotalSeconds, 1));
            if (run.Accounts is { } a)
            {
                json.WriteNumber("committed", a.Committed);
                json.WriteNumber("stored", a.Stored);
                json.WriteNumber("gap", a.Gap);
                json.WriteNumber("dead", a.Dead);
                json.WriteNumber("missing", a.Missing);
                json.WriteNumber("doubles", a.Doubles);
            }

            Texts(json, "recoveries_s", run.Recoveries.Select(r => r.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)));
            Texts(json, "measures", run.Measures);
            Texts(json, "failures", run.Failures);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
