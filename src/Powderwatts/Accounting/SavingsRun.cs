using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Savings;
using Powderwatts.Savings.Money;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Tape;
using Powderwatts.Tapes;

namespace Powderwatts.Accounting;

/// <summary>`savings`: what a period used, and what leaving the cables on would have used. Reads only.</summary>
internal static class SavingsRun
{
    private const long MinuteMs = 60_000;

    /// <summary>From the store of a rig.</summary>
    /// <exception cref="StartException">It cannot be worked out: one sentence with the next step.</exception>
    public static async Task<int> OfStoreAsync(
        Rig rig, SavingsOptions options, string data, bool json, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        // the ids of another site's circuits may be those of ours
        var site = options.Site ?? rig.Site.Id;
        var circuits = rig.Sensors.Where(s => site == rig.Site.Id).Where(s => s.RatedW is not null || IsCircuit(s.Driver)).ToDictionary(
            s => $"{rig.Node.Id}/{s.Id}",
            s => new CircuitFacts(s.Name ?? s.Id, s.RatedW, rig.Accounting.Scales.GetValueOrDefault(s.Id), rig.Accounting.ConstantWattage.Contains(s.Id)),
            StringComparer.Ordinal);
        try
        {
            await using var store = RigStore.OpenReadOnly(rig.Store, data, time);
            var origin = options.Origin ?? (rig.IsSimulated ? Origin.Sim : Origin.Live);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            return await TellAsync(store, site, rig.Site.Zone, origin, now, circuits, rig.Accounting, options, json, output, cancellationToken);
        }
        catch (Exception fault) when (fault is StoreException or NotSupportedException or TariffException)
        {
            throw new StartException(fault.Message, fault);
        }
    }

    /// <summary>
    /// From a tape: its readings pass through a store of their own, so that a kWh is the same wherever it comes from. 1 when a part of it
    /// cannot be read.
    /// </summary>
    /// <exception cref="StartException">It cannot be worked out: one sentence with the next step.</exception>
    public static async Task<int> OfTapeAsync(
        Rig rig, string path, SavingsOptions options, bool json, TextWriter output, TextWriter words, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        try
        {
            using var tape = TapeReader.Open(path);
            await using var copy = await TapeStore.FillAsync(tape, cancellationToken);
            if (copy.Origin is not { } origin)
                throw new StartException($"cannot account for the tape '{path}': it holds no readings");
            var zone = TapeZone.Of(tape.Header);
            var circuits = tape.Header.Nodes.SelectMany(n => n.Sensors.Where(s => s.Kind == Kind.Circuit).Select(s => (Key: $"{n.Node}/{s.Sensor}", About: s)))
                .ToDictionary(s => s.Key, s => new CircuitFacts(s.About.Name, s.About.RatedW), StringComparer.Ordinal);
            var told = await TellAsync(
                copy.Store, tape.Header.Site, zone, options.Origin ?? origin, copy.Last, circuits, rig.Accounting, options, json, output, cancellationToken);
            if (tape.End.Ending == TapeEnding.Complete)
                return told;
            words.WriteLine($"the tape cannot be read to its end: {tape.End.Reason}; what can be read is accounted for");
            return ExitCode.Failed;
        }
        catch (Exception fault) when (fault is TapeException or StoreException or IOException or UnauthorizedAccessException or TariffException)
        {
            throw new StartException(fault.Message, fault);
        }
    }

    private static async Task<int> TellAsync(
        IStore store, string site, TimeZoneInfo zone, Origin origin, long end, IReadOnlyDictionary<string, CircuitFacts> circuits,
        AccountingSettings settings, SavingsOptions options, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var calendar = new SiteCalendar(zone);
        var to = Minute(options.To?.In(zone) ?? (end + MinuteMs - 1));
        var from = Minute(options.From?.In(zone) ?? calendar.MonthStart(to - 1));
        if (from >= to)
            throw new StartException("cannot account for this period: it ends before it begins; put --from before --to");
        var accounting = new SiteAccounting(store, calendar, circuits, settings.Tariff is { } tariff ? new TariffClock(tariff, zone) : null);
        var account = await accounting.OfAsync(site, origin, from, to, options.Method, cancellationToken);
        if (json)
            SavingsJson.Write(output, account, settings);
        else
            SavingsTable.Write(output, account, settings);
        return ExitCode.Done;
    }

    private static long Minute(long t) => t / MinuteMs * MinuteMs;

    private static bool IsCircuit(string driver) => Edge.Sensors.SensorCatalog.Find(driver)?.Kind == Kind.Circuit;
}
