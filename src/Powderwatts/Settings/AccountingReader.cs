using System.Collections.Immutable;
using System.Globalization;
using Powderwatts.Savings.Carbon;
using Powderwatts.Savings.Money;
using Powderwatts.Settings.Yaml;

namespace Powderwatts.Settings;

/// <summary>Reads `tariff:` and `carbon:`.</summary>
internal static class AccountingReader
{
    private static readonly string[] days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Reads a tariff; null when there is none.</summary>
    public static Tariff? Tariff(SectionReader? section)
    {
        if (section is null)
            return null;
        var currency = section.Text("currency", required: true, maxLength: 3);
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
            section.Fault<string>("currency", $"\"{currency}\" is no currency; write its three letters, for example USD");
        var periods = section.List("periods", required: true).Select(Period).ToImmutableArray();
        section.Finish();
        var tariff = new Tariff(currency ?? "", periods);
        foreach (var fault in TariffClock.Faults(tariff))
            section.Fault<string>("periods", fault);
        return tariff;
    }

    /// <summary>Reads which emission factor holds; null when none is asked for.</summary>
    public static EmissionFactor? Factor(SectionReader? section, string folder)
    {
        if (section is null)
            return null;
        var region = section.Text("region", required: true, maxLength: 32);
        var gas = section.Word("gas", ["CO2", "CO2e"]) ?? "CO2";
        var basis = section.Word("basis", ["average", "marginal"]) ?? "average";
        var file = RigReader.FilePath(section.Text("factors_file"), folder);
        section.Finish();
        try
        {
            return region is null ? null : Table(file).Find(region, gas, basis);
        }
        catch (FactorException fault)
        {
            return section.Fault<EmissionFactor>(fault.Message.StartsWith("cannot", StringComparison.Ordinal) ? "factors_file" : "region", fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return section.Fault<EmissionFactor>("factors_file", $"\"{file}\" cannot be read: {fault.Message}");
        }
    }

    private static EmissionFactors Table(string? file)
    {
        if (file is null)
            return EmissionFactors.BuiltIn;
        using var text = File.OpenText(file);
        return EmissionFactors.Read(text, file);
    }

    private static TariffPeriod Period(SectionReader section)
    {
        var period = new TariffPeriod(
            Day(section, "from", required: true) ?? DateOnly.MinValue,
            Day(section, "to", required: false),
            Price(section, "per_kwh", required: true),
            [.. section.List("bands").Select(Band)],
            Price(section, "per_kw", required: false));
        section.Finish();
        return period;
    }

    private static TariffBand Band(SectionReader section)
    {
        var from = (int)(section.Integer("from_hour", 0, 23, required: true) ?? 0);
        var to = (int)(section.Integer("to_hour", 1, 24, required: true) ?? 24);
        if (from == to)
            section.Fault<string>("to_hour", "is the hour at which the band begins; leave the band out, its price is per_kwh");
        var on = ImmutableArray.CreateBuilder<DayOfWeek>();
        foreach (var (text, _) in section.Texts("days"))
        {
            if (Array.IndexOf(days, text) is >= 0 and var day)
                on.Add((DayOfWeek)((day + 1) % 7));
            else
                section.Fault<string>("days", $"\"{text}\" is no day; allowed: {string.Join(", ", days)}");
        }

        var band = new TariffBand(section.Text("name", maxLength: 20) ?? "", from, to, on.ToImmutable(), Price(section, "per_kwh", required: true));
        section.Finish();
        return band;
    }

    private static decimal Price(SectionReader section, string key, bool required) => (decimal)(section.Number(key, 0, 1000, required) ?? 0);

    private static DateOnly? Day(SectionReader section, string key, bool required)
    {
        if (section.Text(key, required, maxLength: 10) is not { } text)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : section.Fault<DateOnly?>(key, $"\"{text}\" is no day; write for example 2026-11-01");
    }
}
