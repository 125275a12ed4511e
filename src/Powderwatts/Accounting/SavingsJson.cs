using System.Text.Json;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;
using Powderwatts.Settings;

namespace Powderwatts.Accounting;

/// <summary>An account for programs: every figure with its method, parameters, period and coverage.</summary>
internal static class SavingsJson
{
    /// <summary>Writes it, one object and a line's end.</summary>
    public static void Write(TextWriter output, SiteAccount account, AccountingSettings settings)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            Write(json, account, settings);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, SiteAccount account, AccountingSettings settings)
    {
        json.WriteStartObject();
        json.WriteString("site"u8, account.Site);
        json.WriteString("zone"u8, account.Zone);
        json.WriteString("origin"u8, account.Origin.Name());
        json.WriteNumber("from"u8, account.From);
        json.WriteNumber("to"u8, account.To);
        json.WriteStartArray("circuits"u8);
        foreach (var circuit in account.Circuits)
            Write(json, circuit);
        json.WriteEndArray();
        json.WriteStartObject("total"u8);
        json.WriteNumber("energy_wh"u8, account.ActualWh);
        Number(json, "avoided_wh", account.AvoidedWh);
        Number(json, "avoided_low_wh", account.LowWh);
        Number(json, "avoided_high_wh", account.HighWh);
        json.WriteBoolean("at_least"u8, account.AtLeast);
        if (settings.Tariff is { } tariff)
        {
            json.WriteString("currency"u8, tariff.Currency);
            json.WriteNumber("cost"u8, account.Circuits.Sum(c => c.Cost ?? 0));
            json.WriteNumber("avoided_cost"u8, account.Circuits.Sum(c => c.AvoidedCost ?? 0));
        }

        if (settings.Factor is { } factor)
        {
            json.WriteNumber("co2_kg"u8, account.ActualWh / 1000 * factor.KgPerKwh);
            Number(json, "avoided_co2_kg", account.AvoidedWh / 1000 * factor.KgPerKwh);
            json.WriteStartObject("factor"u8);
            json.WriteString("region"u8, factor.Region);
            json.WriteNumber("year"u8, factor.Year);
            json.WriteString("gas"u8, factor.Gas);
            json.WriteString("basis"u8, factor.Basis);
            json.WriteNumber("kg_per_kwh"u8, factor.KgPerKwh);
            json.WriteString("source"u8, factor.Source);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AccountedCircuit circuit)
    {
        json.WriteStartObject();
        json.WriteString("sensor"u8, circuit.Sensor);
        json.WriteString("name"u8, circuit.Name);
        Number(json, "rated_w", circuit.RatedW);
        json.WriteNumber("energy_wh"u8, circuit.Actual.EnergyWh);
        json.WriteNumber("coverage"u8, circuit.Actual.Coverage);
        json.WriteBoolean("lower_bound"u8, circuit.Actual.LowerBound);
        Number(json, "cost", (double?)circuit.Cost);
        if (circuit.Shown is { } shown)
        {
            Answer(json, "shown", shown, circuit.Rules);
            Number(json, "avoided_cost", (double?)circuit.AvoidedCost);
            if (circuit.Scale is { } scale)
            {
                json.WriteString("stands_for"u8, scale.StandsFor);
                Answer(json, "scaled", scale.Scale(shown), circuit.Rules);
            }
        }

        json.WriteStartArray("methods"u8);
        foreach (var answer in circuit.Answers)
            Answer(json, null, answer, circuit.Rules);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Answer(Utf8JsonWriter json, string? name, MethodAnswer answer, AccountingRules rules)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("method"u8, answer.Method.Id());
        json.WriteNumber("version"u8, answer.Method.Version());
        Number(json, "baseline_wh", answer.BaselineWh);
        Number(json, "avoided_wh", answer.AvoidedWh);
        Number(json, "avoided_low_wh", answer.LowWh);
        Number(json, "avoided_high_wh", answer.HighWh);
        Number(json, "percent", answer.Percent);
        json.WriteNumber("coverage"u8, answer.Coverage);
        json.WriteNumber("on_s"u8, answer.OnS);
        json.WriteNumber("off_s"u8, answer.OffS);
        json.WriteNumber("unknown_s"u8, answer.UnknownS);
        json.WriteNumber("unpriced_s"u8, answer.UnpricedS);
        if (answer.Reason is { } reason)
            json.WriteString("reason"u8, reason);
        json.WriteStartObject("parameters"u8);
        foreach (var (key, value) in Parameters(answer.Method, rules))
            json.WriteNumber(key, value);
        json.WriteEndObject();
        json.WriteString("words"u8, SavingsWords.Of(answer, rules));
        json.WriteEndObject();
    }

    private static (string Key, double Value)[] Parameters(BaselineMethod method, AccountingRules rules) => method switch
    {
        BaselineMethod.Rated => [],
        BaselineMethod.AlwaysOnP90 => [("least_minutes", rules.LeastMinutes), ("trim", rules.TrimPart), ("quantile", rules.HighPart)],
        BaselineMethod.AlwaysOnLow => [("least_minutes", rules.LeastMinutes), ("quantile", rules.LowPart), ("dry_factor", rules.DryFactor)],
        BaselineMethod.AlwaysOnMatched => Matched(rules),
        _ => [.. Matched(rules), ("set_point_c", rules.SetPointC)],
    };

    private static (string Key, double Value)[] Matched(AccountingRules rules) =>
        [("least_minutes", rules.LeastMinutes), ("least_bin_minutes", rules.LeastBinMinutes), ("quantile", rules.LowPart), ("dry_factor", rules.DryFactor)];

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } known)
            json.WriteNumber(key, known);
    }
}
