using System.Globalization;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;
using Powderwatts.Settings;

namespace Powderwatts.Accounting;

/// <summary>An account for people, 80 columns wide: a line a circuit, then the sum in words, then why.</summary>
internal static class SavingsTable
{
    private const int Columns = 80;
    private const double KwhFrom = 10_000;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, SiteAccount account, AccountingSettings settings)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(account.Zone);
        var unit = Math.Max(account.ActualWh, account.HighWh ?? 0) >= KwhFrom ? "kWh" : "Wh";
        output.WriteLine($"{account.Site}  {Local(account.From, zone)} to {Local(account.To, zone)}  {account.Zone}  {account.Origin.Name()}");
        output.WriteLine();
        output.WriteLine($"{"circuit",-12}{"used " + unit,9} {"est. avoided " + unit,-23}{"off h",7}{"data",6}  method");
        foreach (var circuit in account.Circuits)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Cut(circuit.Name),-12}{In(circuit.Actual.EnergyWh, unit),9} {Avoided(circuit.Shown, unit),-23}{circuit.Shown?.OffS / 3600,7:0.0}{Data(circuit),6}  {circuit.Shown?.Method.Id() ?? "no rated_w"}"));
        }

        output.WriteLine();
        foreach (var line in Lines(account, settings, unit).SelectMany(Wrapped))
            output.WriteLine(line);
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var indent = "";
        while (indent.Length + text.Length > Columns && text.LastIndexOf(' ', Columns - indent.Length) is > 0 and var at)
        {
            yield return indent + text[..at];
            (text, indent) = (text[(at + 1)..], "  ");
        }

        yield return indent + text;
    }

    private static IEnumerable<string> Lines(SiteAccount account, AccountingSettings settings, string unit)
    {
        if (account.AvoidedWh is { } avoided)
        {
            yield return $"Used {In(account.ActualWh, unit)} {unit}. Estimated avoided energy against the baseline: {(account.AtLeast ? "at least " : "")}{In(avoided, unit)} ({In(account.LowWh!.Value, unit)} to {In(account.HighWh!.Value, unit)}) {unit}.";
        }
        else
        {
            yield return $"Used {In(account.ActualWh, unit)} {unit}. No figure yet for avoided energy.";
        }

        if (settings.Tariff is { } tariff && account.Circuits.Any(c => c.Cost is not null))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Cost {account.Circuits.Sum(c => c.Cost ?? 0):0.00} {tariff.Currency}; of the avoided energy {account.Circuits.Sum(c => c.AvoidedCost ?? 0):0.00} {tariff.Currency}.");
        }

        if (settings.Factor is { } factor)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{factor.Gas} {account.ActualWh / 1000 * factor.KgPerKwh:0.00} kg; of the avoided energy {(account.AvoidedWh ?? 0) / 1000 * factor.KgPerKwh:0.00} kg ({factor.Region} {factor.Year}, {factor.Basis}, {factor.KgPerKwh:0.#####} kg/kWh; {factor.Source}).");
        }

        foreach (var circuit in account.Circuits)
        {
            if (circuit.RatedW is null)
                yield return $"{circuit.Name}: no rated power; add rated_w to its sensor.";
            else if (circuit.Shown?.Reason is { } reason)
                yield return $"{circuit.Name}: {reason}.";
            if (circuit is { Scale: { } scale, Shown: { } shown })
                yield return $"{circuit.Name} stands for {scale.StandsFor}: {SavingsWords.Of(scale.Scale(shown), circuit.Rules)}.";
        }
    }

    private static string Avoided(MethodAnswer? answer, string unit) => answer?.AvoidedWh is { } avoided
        ? $"{In(avoided, unit)} ({In(answer.LowWh!.Value, unit)}..{In(answer.HighWh!.Value, unit)})" : "not enough data";

    private static string Data(AccountedCircuit circuit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * (circuit.Shown?.Coverage ?? circuit.Actual.Coverage)):0} %");

    private static string In(double wh, string unit) => (unit == "kWh" ? wh / 1000 : wh).ToString(unit == "kWh" ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Local(long t, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(t), zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Cut(string name) => name.Length < 12 ? name : name[..11];
}
