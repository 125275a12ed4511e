using System.Collections.Immutable;
using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store.Influx;

/// <summary>
/// The texts of our questions in InfluxQL, the one language that InfluxDB 1, 2 and 3 answer. Every name and word is quoted and
/// escaped, though ids need neither.
/// </summary>
internal static class InfluxQl
{
    // an instant in a question counts nanoseconds in 64 bits on the server
    private const long FurthestMs = long.MaxValue / 1_000_000;

    /// <summary>Where the newest row of each series is.</summary>
    public static string Last(string site, Origin origin, long? since) =>
        $"SELECT {RowFields} FROM {Names("circuit", "climate", "event")} WHERE {Of(site, origin)}{Since(since)} GROUP BY {Names("node", "sensor")} ORDER BY time DESC LIMIT 1";

    /// <summary>Which series have rows in a period, each with one row.</summary>
    public static string Asked(RowsQuestion question) =>
        $"SELECT {Name("interval_s")} FROM {Names("circuit", "climate", "event")} WHERE {Of(question.Site, question.Origin)} "
        + $"AND {From(question.From)} AND {Before(question.To)} GROUP BY {Names("node", "sensor")} LIMIT 1";

    /// <summary>Rows of one series in one measurement, rising, not more than a number of them.</summary>
    public static string Page(string measurement, Series series, long from, long to, int most) =>
        $"SELECT {RowFields} FROM {Name(measurement)} WHERE {Of(series)} AND {From(from)} AND {Before(to)} ORDER BY time ASC LIMIT {Number(most)}";

    /// <summary>One quantity of one series between two instants.</summary>
    public static string History(Series series, string quantity, long from, long to) =>
        $"SELECT {Fields(["interval_s", quantity])} FROM {Names("circuit", "climate", "event")} WHERE {Of(series)} AND {From(from)} AND {Before(to)}";

    /// <summary>The row with a quantity next to an instant: the last before it or the first from it on.</summary>
    public static string Neighbour(Series series, string quantity, long t, bool before, long? since) =>
        $"SELECT {Fields(["interval_s", quantity])} FROM {Names("circuit", "climate", "event")} WHERE {Of(series)} AND {Present(quantity)} AND "
        + Edge(t, before, since);

    /// <summary>The circuits of a site, each with one row.</summary>
    public static string Circuits(string site, Origin origin, long? since) =>
        $"SELECT {Name("interval_s")} FROM {Name("circuit")} WHERE {Of(site, origin)}{Since(since)} GROUP BY {Names("node", "sensor")} ORDER BY time DESC LIMIT 1";

    /// <summary>The counters of all circuits of a site between two instants.</summary>
    public static string Counters(string site, Origin origin, long from, long to) =>
        $"SELECT {CounterFields} FROM {Name("circuit")} WHERE {Of(site, origin)} AND {From(from)} AND {Before(to)} GROUP BY {Names("node", "sensor")}";

    /// <summary>The counters of all circuits of a site next to an instant.</summary>
    public static string CounterNeighbours(string site, Origin origin, long t, bool before, long? since) =>
        $"SELECT {CounterFields} FROM {Name("circuit")} WHERE {Of(site, origin)} AND {Present("energy_wh")} AND {Present("energy_from")} "
        + $"AND {(before ? Before(t) : From(t))}{Since(since)} GROUP BY {Names("node", "sensor")} ORDER BY time {(before ? "DESC" : "ASC")} LIMIT 1";

    /// <summary>The nearest synced counter of one circuit after <paramref name="from"/> and before <paramref name="to"/>.</summary>
    public static string SyncedCounter(Series series, long from, long to, bool newest) =>
        $"SELECT {CounterFields} FROM {Name("circuit")} WHERE {Of(series)} AND {Present("energy_wh")} AND {Present("energy_from")} "
        + string.Create(CultureInfo.InvariantCulture, $"AND {Name("quality")} < {(int)Quality.Unsynced} AND {From(from + 1)} AND {Before(to)} ")
        + $"ORDER BY time {(newest ? "DESC" : "ASC")} LIMIT 1";

    /// <summary>The sequence of every row of an outbox, readings and gap rows.</summary>
    public static string Sequences(long outbox) =>
        $"SELECT {Name("seq")} FROM {Names("circuit", "climate", "event", "gap")} WHERE {Name("outbox")} = {Number(outbox)}";

    /// <summary>What the gap rows of an outbox name.</summary>
    public static string Dropped(long outbox) =>
        $"SELECT {Names("from", "to")} FROM {Name("gap")} WHERE {Name("outbox")} = {Number(outbox)}";

    /// <summary>A name in double quotes.</summary>
    public static string Name(string text) => $"\"{Escape(text).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A word in single quotes.</summary>
    public static string Word(string text) => $"'{Escape(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string RowFields { get; } =
        Fields(Quantities.All.Select(q => q.Name()).Concat(["quality", "seq", "outbox", "interval_s", "energy_from"]));

    private static string CounterFields => Fields(["interval_s", "energy_wh", "energy_from", "quality"]);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Fields(IEnumerable<string> names) => string.Join(", ", names.Select(Name));

    private static string Names(params ImmutableArray<string> names) => string.Join(", ", names.Select(Name));

    private static string Of(string site, Origin origin) => $"{Name("site")} = {Word(site)} AND {Name("origin")} = {Word(origin.Name())}";

    private static string Of(Series series) =>
        $"{Of(series.Site, series.Origin)} AND {Name("node")} = {Word(series.Node)} AND {Name("sensor")} = {Word(series.Sensor)}";

    // there is no IS NOT NULL; a comparison with an absent value is never true
    private static string Present(string field) => $"({Name(field)} >= 0 OR {Name(field)} < 0)";

    private static string Edge(long t, bool before, long? since) =>
        before ? $"{Before(t)}{Since(since)} ORDER BY time DESC LIMIT 1" : $"{From(t)}{Since(since)} ORDER BY time ASC LIMIT 1";

    private static string Since(long? since) => since is { } t ? $" AND {From(t)}" : "";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string From(long t) => $"time >= {Instant(t)}";

    private static string Before(long t) => $"time < {Instant(t)}";

    private static string Instant(long t) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(t, -FurthestMs, FurthestMs)}ms");
}
