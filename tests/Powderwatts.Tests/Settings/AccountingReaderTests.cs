using Powderwatts.Settings;

namespace Powderwatts.Tests.Settings;

public sealed class AccountingReaderTests
{
    private const string Sensor = "sensors:\n  - { id: a, driver: ina226, bus: sim, address: 0x40, shunt_ohms: 0.01, max_current_a: 8, rated_w: 40, cable: constant, scale: { factor: 50, stands_for: 200 ft of cable } }\n";

    [Fact]
    public void A_tariff_a_region_and_a_scale_are_read()
    {
        var accounting = Read("""
            tariff:
              currency: USD
              periods:
                - { from: 2026-01-01, to: 2026-10-31, per_kwh: 0.1633 }
                - from: 2026-11-01
                  per_kwh: 0.12
                  per_kw: 12
                  bands:
                    - { name: peak, from_hour: 17, to_hour: 21, days: [mon, tue, wed, thu, fri], per_kwh: 0.3 }
            carbon: { region: NWPP }
            """).Accounting;

        Assert.Equal(("USD", 2), (accounting.Tariff!.Currency, accounting.Tariff.Periods.Length));
        Assert.Equal(
            ("peak", 17, 21, 0.3m, DayOfWeek.Monday, DayOfWeek.Friday),
            accounting.Tariff.Periods[1].Bands[0] is { } band ? (band.Name, band.FromHour, band.ToHour, band.PerKwh, band.Days[0], band.Days[^1]) : default);
        Assert.Equal(12, accounting.Tariff.Periods[1].PerKw);
        Assert.Equal(0.28655, accounting.Factor!.KgPerKwh, 5);
        Assert.Equal((50, "200 ft of cable"), (accounting.Scales["a"].Factor, accounting.Scales["a"].StandsFor));
        Assert.Contains("a", accounting.ConstantWattage);
    }

    [Theory]
    [InlineData("carbon: { region: XXXX }", "no average CO2 factor for region 'XXXX'; regions that have one: AZNM, CAMX, ERCT, MROW, NWPP, US; or name a factor file of your own")]
    [InlineData("carbon: { region: NWPP, factors_file: /nowhere/f.csv }", "\"/nowhere/f.csv\" cannot be read: ")]
    [InlineData("tariff: { currency: dollars, periods: [] }", "has 7 characters; allowed: 1 to 3")]
    [InlineData("tariff: { currency: usd, periods: [] }", "\"usd\" is no currency; write its three letters, for example USD")]
    [InlineData("tariff: { currency: USD, periods: [{ from: 2026-1-1, per_kwh: 1 }] }", "\"2026-1-1\" is no day; write for example 2026-11-01")]
    [InlineData("tariff: { currency: USD, periods: [{ from: 2026-01-01, per_kwh: 1 }, { from: 2026-02-01, per_kwh: 1 }] }", "the tariff from 2026-01-01 overlaps the one from 2026-02-01; end it on 2026-01-31")]
    [InlineData("tariff: { currency: USD, periods: [{ from: 2026-01-01, per_kwh: 1, bands: [{ from_hour: 5, to_hour: 5, per_kwh: 1 }] }] }", "is the hour at which the band begins; leave the band out, its price is per_kwh")]
    [InlineData("tariff: { currency: USD, periods: [{ from: 2026-01-01, per_kwh: 1, bands: [{ from_hour: 5, to_hour: 6, per_kwh: 1, days: [monday] }] }] }", "\"monday\" is no day; allowed: mon, tue, wed, thu, fri, sat, sun")]
    public void What_is_wrong_is_said_with_the_next_step(string yaml, string reason)
    {
        var fault = Assert.Throws<SettingsException>(() => Read(yaml));

        Assert.StartsWith(reason, Assert.Single(fault.Faults).Reason, StringComparison.Ordinal);
    }

    private static Rig Read(string yaml) => RigReader.Read("version: 1\n" + Sensor + yaml, "test.yaml", new Dictionary<string, string>());
}
