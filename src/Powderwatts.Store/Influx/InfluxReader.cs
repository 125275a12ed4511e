using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Answers;

namespace Powderwatts.Store.Influx;

/// <summary>Answers questions from InfluxDB, equal to the embedded store's answers about the same rows.</summary>
internal sealed class InfluxReader(InfluxConnection connection, TimeProvider time)
{
    /// <summary>Rows that one history may be worked out from: 23 days at one a second.</summary>
    public const int MostRows = 2_000_000;

    private const long HourMs = 60 * 60 * 1000;
    private const long DayMs = 24 * HourMs;

    // InfluxDB 3 Core reads files of about 72 hours for one question; an hour less keeps clear of the edge
    private const long CoreMs = 71 * HourMs;

    // replay and sim share the other
    private static readonly Origin[] OnePerDatabase = [Origin.Live, Origin.Sim];

    private InfluxOptions Options => connection.Options;

    /// <summary>The newest row of every series.</summary>
    public async Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken)
    {
        var newest = new SortedDictionary<(string Node, string Sensor), StoredReading>(InOrder);
        await AskAsync(origin, InfluxQl.Last(site, origin, Since(null)), (series, t, values) =>
        {
            var key = KeyOf(series);
            if (!newest.TryGetValue(key, out var known) || known.Reading.T < t)
                newest[key] = Stored(new(site, key.Node, key.Sensor, origin), t, values);
        }, cancellationToken).ConfigureAwait(false);
        return [.. newest.Values];
    }

    /// <summary>Buckets and gaps of one quantity. Rows without the quantity count as missing.</summary>
    public async Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken)
    {
        var (series, from, to) = (question.Series, question.From, question.To);
        var quantity = question.Quantity.Name();
        var earlier = await NeighbourAsync(series, quantity, from, before: true, cancellationToken).ConfigureAwait(false);
        var rows = new List<(long T, double IntervalS, double Value)>();
        await AskAsync(series.Origin, InfluxQl.History(series, quantity, from, to), (_, t, values) =>
        {
            if (double.IsNaN(values[1]))
                return;
            if (rows.Count == MostRows)
                throw new NotSupportedException($"the period holds more than {MostRows} readings of '{series.Sensor}'; ask for a shorter one");
            rows.Add((t, values[0], values[1]));
        }, cancellationToken).ConfigureAwait(false);
        var later = await NeighbourAsync(series, quantity, to, before: false, cancellationToken).ConfigureAwait(false);

        // a sensor whose kind changed has rows in two measurements, one run after the other
        if (!IsRising(rows))
            rows.Sort((a, b) => a.T.CompareTo(b.T));
        var buckets = new HistoryBuckets(question.BucketMs);
        var gaps = new GapList(from, to);
        if (earlier is { } first)
            gaps.Add(first.T, first.IntervalS);
        foreach (var (t, intervalS, value) in rows)
        {
            gaps.Add(t, intervalS);
            buckets.Add(t, value);
        }

        if (later is { } last)
            gaps.Add(last.T, last.IntervalS);
        return new(buckets.ToImmutable(), gaps.ToImmutable());
    }

    /// <summary>The counters of every circuit of a site.</summary>
    public async Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken)
    {
        var (site, origin) = (question.Site, question.Origin);
        var (from, to) = (question.Boundaries[0], question.Boundaries[^1]);
        var circuits = new SortedDictionary<(string Node, string Sensor), (CounterPicker Points, GapList Gaps)>(InOrder);
        await AskAsync(origin, InfluxQl.Circuits(site, origin, Since(null)),
            (series, _, _) => circuits.TryAdd(KeyOf(series), (new(question.Boundaries), new(from, to))), cancellationToken).ConfigureAwait(false);
        if (circuits.Count == 0)
            return [];

        void Take((string Node, string Sensor) circuit, CounterPoint point)
        {
            if (!circuits.TryGetValue(circuit, out var counter))
                circuits[circuit] = counter = (new(question.Boundaries), new(from, to));
            counter.Points.Add(point);
            counter.Gaps.Add(point.T, point.IntervalS);
        }

        foreach (var (circuit, point) in await EdgesAsync(site, origin, from, before: true, cancellationToken).ConfigureAwait(false))
            Take(circuit, point);
        await AskAsync(origin, InfluxQl.Counters(site, origin, from, to), (series, t, values) =>
        {
            if (!double.IsNaN(values[1]) && !double.IsNaN(values[2]))
                Take(KeyOf(series), Point(t, values));
        }, cancellationToken).ConfigureAwait(false);
        foreach (var (circuit, point) in await EdgesAsync(site, origin, to, before: false, cancellationToken).ConfigureAwait(false))
            Take(circuit, point);

        return [.. circuits.Select(c => new CircuitCounter(
            new(site, c.Key.Node, c.Key.Sensor, origin), c.Value.Points.ToImmutable(), c.Value.Gaps.ToImmutable()))];
    }

    /// <summary>Every reading of a period in order of instant, node and sensor.</summary>
    public async IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new HashSet<(string Measurement, string Node, string Sensor)>();
        await AskAsync(question.Origin, InfluxQl.Asked(question), (series, _, _) =>
        {
            var (node, sensor) = KeyOf(series);
            if ((question.Node ?? node) == node && (question.Sensor ?? sensor) == sensor)
                asked.Add((series.Name, node, sensor));
        }, cancellationToken).ConfigureAwait(false);
        RowPage[] pages = [.. asked.Select(one => new RowPage((from, most, cancelled) => PageAsync(
            one.Measurement, new(question.Site, one.Node, one.Sensor, question.Origin), from, question.To, most, cancelled)))];
        await foreach (var row in RowMerge.RowsAsync(pages, question.From, cancellationToken).ConfigureAwait(false))
            yield return row;
    }

    /// <summary>The sequences of every row of an outbox, in both databases.</summary>
    public async Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken)
    {
        var held = new SequenceSet();
        foreach (var origin in OnePerDatabase)
        {
            await AskAsync(origin, InfluxQl.Sequences(outbox.First12), (_, _, values) =>
            {
                // a row that somebody else wrote with a number that is no sequence is none of this outbox's
                if (values[0] is >= 0 and <= WireLimits.LastSequence && !held.TryAdd((long)values[0]))
                {
                    throw new StoreException(Failure.RetrySlowly,
                        $"cannot list the rows of outbox '{outbox}' in the store '{Options.Name}': its sequences are too far apart; look for rows that it never sent");
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        return [.. held.Ranges()];
    }

    /// <summary>The ranges that gap rows of an outbox name, in both databases.</summary>
    public async Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken)
    {
        var dropped = new HashSet<RowRange>(); // a gap row is a point for each of its sensors
        foreach (var origin in OnePerDatabase)
        {
            await AskAsync(origin, InfluxQl.Dropped(outbox.First12), (_, _, values) =>
            {
                if (values[0] is >= 0 and <= WireLimits.LastSequence && values[1] >= values[0] && values[1] <= WireLimits.LastSequence)
                    dropped.Add(new((long)values[0], (long)values[1]));
            }, cancellationToken).ConfigureAwait(false);
        }

        return [.. dropped];
    }

    /// <summary>
    /// The counter points next to an edge of the period, rising for each circuit: the nearest, and when that is unsynced the nearest
    /// synced one of a day.
    /// </summary>
    private async Task<List<((string Node, string Sensor) Circuit, CounterPoint Point)>> EdgesAsync(
        string site, Origin origin, long t, bool before, CancellationToken cancellationToken)
    {
        var nearest = new List<((string Node, string Sensor) Circuit, CounterPoint Point)>();
        await AskAsync(origin, InfluxQl.CounterNeighbours(site, origin, t, before, before ? Since(t) : null),
            (series, at, values) => nearest.Add((KeyOf(series), Point(at, values))), cancellationToken).ConfigureAwait(false);
        var edges = new List<((string Node, string Sensor) Circuit, CounterPoint Point)>();
        foreach (var (circuit, point) in nearest)
        {
            if (!point.Unsynced)
            {
                edges.Add((circuit, point));
                continue;
            }

            var series = new Series(site, circuit.Node, circuit.Sensor, origin);
            CounterPoint? synced = null;
            await AskAsync(origin, before
                    ? InfluxQl.SyncedCounter(series, Math.Max(point.T - DayMs, Since(point.T) ?? long.MinValue), point.T, newest: true)
                    : InfluxQl.SyncedCounter(series, point.T, point.T + DayMs, newest: false),
                (_, at, values) => synced = Point(at, values), cancellationToken).ConfigureAwait(false);
            if (synced is { } earlier && before)
                edges.Add((circuit, earlier));
            edges.Add((circuit, point));
            if (synced is { } later && !before)
                edges.Add((circuit, later));
        }

        return edges;
    }

    private async Task<IReadOnlyList<StoredReading>> PageAsync(
        string measurement, Series series, long from, long to, int most, CancellationToken cancellationToken)
    {
        var rows = new List<StoredReading>();
        await AskAsync(series.Origin, InfluxQl.Page(measurement, series, from, to, most),
            (_, t, values) => rows.Add(Stored(series, t, values)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private async Task<(long T, double IntervalS)?> NeighbourAsync(
        Series series, string quantity, long t, bool before, CancellationToken cancellationToken)
    {
        (long T, double IntervalS)? found = null;
        await AskAsync(series.Origin, InfluxQl.Neighbour(series, quantity, t, before, before ? Since(t) : null), (_, at, values) =>
        {
            if (found is not { } known || (before ? at > known.T : at < known.T))
                found = (at, values[0]);
        }, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>
    /// How far a question may look back that needs only the newest row before an instant: without limit, but for InfluxDB 3, which
    /// opens every file of the time asked for.
    /// </summary>
    private long? Since(long? t)
    {
        if (Options.Version < 3)
            return null;
        var oldest = time.GetUtcNow().ToUnixTimeMilliseconds() - CoreMs;
        return t is { } instant ? Math.Min(instant, Math.Max(instant - DayMs, oldest)) : oldest;
    }

    private async Task AskAsync(Origin origin, string question, InfluxRowHandler handler, CancellationToken cancellationToken)
    {
        var database = Options.DatabaseOf(origin);
        using var timeout = new CancellationTokenSource(Options.QuestionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await connection.AskAsync(HttpMethod.Get, connection.Dialect.Query(database, question), null, either.Token)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var reply = new InfluxReply((int)response.StatusCode, await InfluxConnection.ReadAsync(response, either.Token).ConfigureAwait(false));
                throw Refused(database, reply);
            }

            var rows = new InfluxRows(handler);
            var answer = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (answer.ConfigureAwait(false))
                await rows.ReadAsync(answer, either.Token).ConfigureAwait(false);
            if (rows.Error is { } error)
                throw Failed(database, error);
        }
        catch (JsonException error)
        {
            throw InfluxErrors.Unreadable(Options.Name, $"its answer is not InfluxDB's ({error.Message})", error);
        }
        catch (Exception error) when (InfluxConnection.IsUnreachable(error) && !cancellationToken.IsCancellationRequested)
        {
            throw InfluxErrors.Unreachable("read from", Options.Name, error);
        }
    }

    private Exception Refused(string database, InfluxReply reply)
    {
        var verdict = WritePolicy.Judge(Options.Version, reply, time.GetUtcNow());
        return IsBeyondCore(WritePolicy.ErrorIn(reply.Body) ?? reply.Body)
            ? BeyondCore()
            : InfluxErrors.Refused("read from", Options, database, reply.Status, verdict);
    }

    private Exception Failed(string database, string error)
    {
        if (IsBeyondCore(error))
            return BeyondCore();
        return error.Contains("not found", StringComparison.OrdinalIgnoreCase)
            ? InfluxErrors.Refused("read from", Options, database, 404, new(WriteAction.RetrySlowly, error))
            : InfluxErrors.Unreadable(Options.Name, error);
    }

    // "Query would exceed file limit of 432 parquet files. Please specify a smaller time range for your query."
    private bool IsBeyondCore(string error) => Options.Version == 3 && error.Contains("file limit", StringComparison.OrdinalIgnoreCase);

    private static NotSupportedException BeyondCore() =>
        new("InfluxDB 3 Core answers questions about 72 hours at most; ask for a shorter or a later period, or keep readings in InfluxDB 1 or 2, InfluxDB 3 Enterprise, or the embedded store");

    private static bool IsRising(List<(long T, double IntervalS, double Value)> rows)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].T <= rows[i - 1].T)
                return false;
        }

        return true;
    }

    private static (string Node, string Sensor) KeyOf(InfluxSeries series) =>
        (series.Tags.GetValueOrDefault("node", ""), series.Tags.GetValueOrDefault("sensor", ""));

    private static CounterPoint Point(long t, ReadOnlySpan<double> values) =>
        new(t, values[1], (long)values[2], values[0], ((Quality)(int)values[3]).HasFlag(Quality.Unsynced));

    private static StoredReading Stored(Series series, long t, ReadOnlySpan<double> values)
    {
        var quantities = new QuantityValues();
        for (var i = 0; i < Quantities.Count; i++)
        {
            if (!double.IsNaN(values[i]))
                quantities[(Quantity)i] = values[i];
        }

        var rest = values[Quantities.Count..];
        var reading = new Reading(series.Sensor, t, quantities)
        {
            Quality = double.IsNaN(rest[0]) ? Quality.None : (Quality)(int)rest[0],
            Origin = series.Origin,
            IntervalS = double.IsNaN(rest[3]) ? Reading.DefaultIntervalS : rest[3],
            EnergyFrom = double.IsNaN(rest[4]) ? null : (long)rest[4],
        };
        return new(series, reading, double.IsNaN(rest[1]) ? 0 : (long)rest[1], double.IsNaN(rest[2]) ? 0 : (long)rest[2]);
    }

    private static readonly Comparer<(string Node, string Sensor)> InOrder = Comparer<(string Node, string Sensor)>.Create((a, b) =>
        string.CompareOrdinal(a.Node, b.Node) is var nodes and not 0 ? nodes : string.CompareOrdinal(a.Sensor, b.Sensor));
}
