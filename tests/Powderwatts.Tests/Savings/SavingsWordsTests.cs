using System.Text.RegularExpressions;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Tests.Savings;

public sealed class SavingsWordsTests
{
    private static readonly AccountingRules rules = new();

    [Fact]
    public void A_figure_says_against_what_how_sure_and_from_how_much_data() => Assert.Equal(
        "estimated avoided energy against a cable left on: 3.2 kWh (2.4 kWh to 3.9 kWh), 61 h off, method always-on-matched v1, data coverage 98 %",
        SavingsWords.Of(Answer(BaselineMethod.AlwaysOnMatched, 3210, 2400, 3940), rules));

    [Fact]
    public void A_negative_figure_is_shown_as_such() => Assert.Equal(
        "used more than a thermostat at 3.3 °C: 1.4 kWh (900 Wh to 1.9 kWh), 61 h off, method thermostat v1, data coverage 98 %",
        SavingsWords.Of(Answer(BaselineMethod.Thermostat, -1400, -1900, -900), rules));

    [Fact]
    public void Without_enough_data_there_is_no_figure() => Assert.Equal(
        "no figure yet: not enough data: 12 settled minutes in 2026-11, 60 needed",
        SavingsWords.Of(
            Answer(BaselineMethod.AlwaysOnP90, null, null, null) with { Reason = "not enough data: 12 settled minutes in 2026-11, 60 needed" }, rules));

    [Fact]
    public void The_figure_of_what_a_model_stands_for_is_a_second_one()
    {
        var measured = Answer(BaselineMethod.AlwaysOnMatched, 3210, 2400, 3940);
        var scaled = new ScaleModel(50, "200 ft of cable").Scale(measured);

        Assert.Equal((160_500, 120_000, 197_000, 50_000), (scaled.AvoidedWh, scaled.LowWh, scaled.HighWh, scaled.ActualWh));
        Assert.Equal(measured.Percent, scaled.Percent);
    }

    [Fact]
    public void No_text_of_the_product_claims_more_than_an_estimate()
    {
        var claim = new Regex(@"\b(saved|saves|offset|offsets|carbon[ -]neutral)\b", RegexOptions.IgnoreCase);
        string[] places = ["src/Powderwatts.Dashboard/web/src", "src/Powderwatts.Savings", "src/Powderwatts/Verbs", "dashboards"];
        var offenders = places.SelectMany(p => Directory.EnumerateFiles(Path.Combine(Checkout.Root, p), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".ts" or ".json" or ".css" or ".html" or ".csv")
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).SelectMany(line => Regex.Matches(line, "\"[^\"]*\"|'[^']*'|`[^`]*`|>[^<]+<").Select(m => m.Value)).Where(text => text.Trim().Contains(' ', StringComparison.Ordinal) && claim.IsMatch(text))
                .Select(text => $"{Path.GetRelativePath(Checkout.Root, file)}: {text}"));

        Assert.Empty(offenders);
    }

    private static MethodAnswer Answer(BaselineMethod method, double? avoided, double? low, double? high) =>
        new(method, 0, 1, 1000, avoided, low, high, 30 * 3600, 61 * 3600, 91 * 3600 / 49.0, 0, null);
}
