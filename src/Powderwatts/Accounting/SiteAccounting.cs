using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;
using Powderwatts.Savings.Money;
using Powderwatts.Savings.Summaries;
using Powderwatts.Store;

namespace Powderwatts.Accounting;

/// <summary>Works out the accounting of a period from a store: the energy by counter difference, the rest from readings that are streamed once.</summary>
/// <param name="store">The store.</param>
/// <param name="calendar">The site's calendar.</param>
/// <param name="circuits">What is told of the circuits, by `node/sensor`.</param>
/// <param name="prices">Values energy; null without a tariff.</param>
internal sealed class SiteAccounting(IStore store, SiteCalendar calendar, IReadOnlyDictionary<string, CircuitFacts> circuits, TariffClock? prices)
{
    private const long MinuteMs = 60_000;

    /// <summary>The account.</summary>
    /// <param name="site">The site.</param>
    /// <param name="origin">The origin.</param>
    /// <param name="from">First instant, Unix milliseconds, on a minute.</param>
    /// <param name="to">End, Unix milliseconds, on a minute.</param>
    /// <param name="method">The method whose figure is shown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SiteAccount> OfAsync(string site, Origin origin, long from, long to, BaselineMethod method, CancellationToken cancellationToken)
    {
        var counters = await store.CountersAsync(new CounterQuestion(site, origin, [from, to]), cancellationToken);
        var known = counters.ToDictionary(c => $"{c.Series.Node}/{c.Series.Sensor}", StringComparer.Ordinal);
        var sensors = circuits.Keys.Concat(known.Keys.Except(circuits.Keys).Order(StringComparer.Ordinal)).ToList();
        var samples = await FoldAsync(site, origin, from, to, cancellationToken);
        return new SiteAccount(site, calendar.Zone, origin, from, to, [.. sensors.Select(s => Circuit(s, known.GetValueOrDefault(s), samples, from, to, method))]);
    }

    // whole months are read: each needs its own samples
    private async Task<Folded> FoldAsync(string site, Origin origin, long from, long to, CancellationToken cancellationToken)
    {
        var (first, end) = (calendar.MonthStart(from), calendar.NextMonth(to - 1));
        var rated = circuits.Where(c => c.Value.RatedW > 0).ToDictionary(c => c.Key, c => c.Value.RatedW!.Value, StringComparer.Ordinal);
        var month = new SiteFolder(rated, first, end, calendar.HourStart, calendar.DayStart);
        var period = new SiteFolder(rated, from, to, calendar.HourStart, calendar.DayStart);
        await foreach (var row in store.RowsAsync(new RowsQuestion(site, origin, first - (15 * MinuteMs), end + (15 * MinuteMs)), cancellationToken))
        {
            month.Add(row.Series.Node, row.Reading);
            period.Add(row.Series.Node, row.Reading);
        }

        month.End();
        period.End();
        return new Folded(month, period);
    }

    private AccountedCircuit Circuit(string sensor, CircuitCounter? counter, Folded folded, long from, long to, BaselineMethod method)
    {
        ImmutableArray<TimeGap> gaps = counter?.Gaps ?? [new TimeGap(from, to)];
        var actual = CounterDifference.Between(counter?.Points ?? [], [from, to], gaps)[0];
        var facts = circuits.GetValueOrDefault(sensor) ?? new CircuitFacts(sensor[(sensor.IndexOf('/', StringComparison.Ordinal) + 1)..], null);
        var rules = facts.ConstantWattage ? new AccountingRules { DryFactor = 1 } : new AccountingRules();
        if (facts.RatedW is not > 0)
            return new AccountedCircuit(sensor, facts.Name, null, actual, [], null, facts.Scale, rules);

        var hours = folded.Period.Of(sensor).Hours;
        var period = new CircuitPeriod(facts.RatedW.Value, actual, hours, folded.Month.Of(sensor).Days, calendar.MonthStart);
        var answers = BaselineMethods.All.Select(m => Baseline.Of(m, period, rules)).ToImmutableArray();
        var shown = Baseline.OrRated(method, period, rules);
        return new AccountedCircuit(sensor, facts.Name, facts.RatedW, actual, answers, shown, facts.Scale, rules)
        {
            Cost = prices?.Cost(hours.Select(h => (h.T, h.EnergyWh))),
            AvoidedCost = shown.AvoidedWh is null ? null : prices?.Cost(Baseline.ByRow(shown.Method, period, rules)),
        };
    }

    private sealed record Folded(SiteFolder Month, SiteFolder Period);
}
