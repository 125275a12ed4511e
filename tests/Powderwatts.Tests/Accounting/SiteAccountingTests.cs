using Powderwatts.Accounting;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;
using Powderwatts.Savings.Carbon;
using Powderwatts.Savings.Money;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Tests.Accounting;

/// <summary>Two days in January: one of snow at -3 °C with the cable on from 6 to 18 h at 800 W, one dry at 5 °C with the cable off.</summary>
public sealed class SiteAccountingTests : IAsyncLifetime
{
    private const long Minute = 60_000;
    private static readonly TimeZoneInfo denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    private static readonly long start = new DateTimeOffset(2026, 1, 12, 7, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(); // local midnight
    private static readonly long end = start + (2880 * Minute);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, CircuitFacts> circuits = new()
    {
        ["pi/north"] = new("North", 1000, new ScaleModel(50, "200 ft of cable")),
        ["pi/south"] = new("South", 500),
    };

    private readonly AccountingSettings settings = new()
    {
        Tariff = new Tariff("USD", [new TariffPeriod(new(2026, 1, 1), null, 0.10m, [])]),
        Factor = EmissionFactors.BuiltIn.Find("NWPP", "CO2", "average"),
    };

    private SqliteStore store = null!;

    public async ValueTask InitializeAsync()
    {
        store = SqliteStore.Open(folder.Path);
        var rows = new List<Numbered>();
        var energy = 0.0;
        for (var minute = 0; minute <= 2880; minute++)
        {
            var t = start + (minute * Minute);
            var on = minute is >= 360 and < 1080;
            energy += on ? 800 / 60.0 : 0;
            var snow = minute < 1440;
            rows.Add(new(rows.Count + 1, new Reading("north", t, new QuantityValues { [Quantity.PowerW] = on ? 800 : 0, [Quantity.EnergyWh] = energy }) { EnergyFrom = start, IntervalS = 60 }));
            rows.Add(new(rows.Count + 1, new Reading("air", t, new QuantityValues { [Quantity.TemperatureC] = snow ? -3 : 5 }) { IntervalS = 60 }));
            rows.Add(new(rows.Count + 1, new Reading("gutter", t, new QuantityValues { [Quantity.Wet] = snow ? 1 : 0 }) { IntervalS = 60 }));
        }

        await store.WriteAsync([new NodeBatch("lodge", "pi", OutboxId.New(), [.. rows], [])], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_period_is_accounted_for_by_hand()
    {
        var north = (await AccountAsync(start, end)).Circuits[0];

        Assert.Equal(9600, north.Actual.EnergyWh, 1.0);
        var shown = north.Shown!;
        Assert.Equal(BaselineMethod.AlwaysOnMatched, shown.Method);
        // 12 h off in the snow at what it drew in the snow, 24 h off while dry at half of the low power
        Assert.Equal((12 * 800) + (24 * 400), shown.AvoidedWh!.Value, 24 * 5.0);
        Assert.Equal((12.0, 36.0, 0.0), (shown.OnS / 3600, shown.OffS / 3600, shown.UnknownS));
        Assert.Equal(0.96m, Math.Round(north.Cost!.Value, 2));
    }

    [Fact]
    public async Task Money_follows_the_hours()
    {
        var circuit = (await AccountAsync(start, end)).Circuits[0];

        Assert.Equal((double)circuit.AvoidedCost!.Value, circuit.Shown!.AvoidedWh!.Value / 1000 * 0.10, 9);
    }

    [Fact]
    public async Task A_circuit_without_readings_is_unknown_and_credits_nothing()
    {
        var south = (await AccountAsync(start, end)).Circuits[1];

        Assert.Equal((0.0, 0.0, 172_800.0), (south.Shown!.OnS, south.Shown.OffS, south.Shown.UnknownS));
        Assert.Null(south.Shown.AvoidedWh);
        Assert.Equal("no data in this period", south.Shown.Reason);
    }

    [Fact]
    public async Task Days_add_up_to_the_period()
    {
        var whole = (await AccountAsync(start, end)).Circuits[0].Shown!;
        var first = (await AccountAsync(start, start + (1440 * Minute))).Circuits[0].Shown!;
        var second = (await AccountAsync(start + (1440 * Minute), end)).Circuits[0].Shown!;

        Assert.Equal(whole.AvoidedWh!.Value, first.AvoidedWh!.Value + second.AvoidedWh!.Value, 9);
        Assert.Equal(whole.ActualWh, first.ActualWh + second.ActualWh, 9);
    }

    [Fact]
    public async Task The_table_is_80_columns_wide_and_says_how_much_is_known()
    {
        var text = new StringWriter { NewLine = "\n" };
        SavingsTable.Write(text, await AccountAsync(start, end), settings);

        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= 80, line));
        await AssertGoldenAsync("savings.txt", text.ToString());
    }

    [Fact]
    public async Task The_JSON_repeats_every_parameter()
    {
        var text = new StringWriter { NewLine = "\n" };
        SavingsJson.Write(text, await AccountAsync(start, end), settings);

        await AssertGoldenAsync("savings.json", text.ToString());
    }

    // beside what differs lies FILE.received: when it is right, it becomes the file
    private static async Task AssertGoldenAsync(string name, string text)
    {
        var file = Path.Combine(Checkout.Root, "tests/Powderwatts.Tests/Accounting", name);
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) != text)
            await File.WriteAllTextAsync(file + ".received", text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), text);
    }

    private Task<SiteAccount> AccountAsync(long from, long to) =>
        new SiteAccounting(store, new SiteCalendar(denver), circuits, new TariffClock(settings.Tariff!, denver))
            .OfAsync("lodge", Origin.Live, from, to, BaselineMethod.AlwaysOnMatched, TestContext.Current.CancellationToken);
}
