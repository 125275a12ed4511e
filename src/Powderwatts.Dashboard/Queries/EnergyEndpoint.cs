using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings;
using Powderwatts.Store;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /api/v1/energy`: Wh per circuit by counter difference, in local hours or days.</summary>
internal sealed class EnergyEndpoint(
    DashboardOptions options, LiveBoard board, TimedStore store, SiteCalendar calendar, EnergyCache cache) : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/api/v1/energy";

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context)
    {
        var parameters = QueryParameters.Only(context.Request.Query, "from", "to", "by", "origin");
        var by = parameters.Word("by", "total", "hour", "day", "total");
        var origin = parameters.Origin(board.Mode);
        var now = board.InstantOf(origin);
        var (from, to) = parameters.Period(DefaultFrom(parameters.Instant("to") ?? now), now, Longest(by));
        var question = new EnergyQuestion(origin, parameters.Instant("from"), parameters.Instant("to"), by);
        // the store's limit ends the question, not the first page that asked it: others may be waiting for the same answer
        var answer = await cache.GetAsync(question, () => WorkOutAsync(question, from, to, CancellationToken.None), context.RequestAborted)
            .ConfigureAwait(false);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => Write(json, question, answer)).ConfigureAwait(false);
    }

    private static TimeSpan Longest(string by) => TimeSpan.FromDays(by switch { "hour" => 32, "day" => 400, _ => 3660 });

    // at midnight itself the day that has just ended is meant
    private long DefaultFrom(long to) => calendar.DayStart(Math.Max(0, to - 1));

    private async Task<EnergyAnswer> WorkOutAsync(EnergyQuestion question, long from, long to, CancellationToken cancellationToken)
    {
        var boundaries = question.By switch
        {
            "hour" => calendar.Hours(from, to),
            "day" => calendar.Days(from, to),
            _ => [from, to],
        };
        var counters = await store.AskAsync(
            (s, c) => s.CountersAsync(new CounterQuestion(options.Site, question.Origin, boundaries), c), cancellationToken).ConfigureAwait(false);
        var found = counters.ToDictionary(c => $"{c.Series.Node}/{c.Series.Sensor}", StringComparer.Ordinal);
        var names = DescribedCircuits(question.Origin);
        var described = names.Select(d => d.Sensor).ToHashSet(StringComparer.Ordinal);
        var circuits = names
            .Select(d => Circuit(d.Sensor, d.Name, found.GetValueOrDefault(d.Sensor), boundaries))
            .Concat(found.Where(f => !described.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => Circuit(f.Key, f.Value.Series.Sensor, f.Value, boundaries)))
            .ToImmutableArray();
        return new EnergyAnswer(from, to, circuits, CircuitEnergy.Sum(circuits, boundaries));
    }

    private List<(string Sensor, string Name)> DescribedCircuits(Origin origin) => board.Read((nodes, _) => nodes
        .SelectMany(n => (n.About?.Sensors ?? []).Where(s => s.Kind == Kind.Circuit && s.Origin == origin).Select(s => ($"{n.Node}/{s.Sensor}", s.Name)))
        .ToList());

    // a circuit that the store does not know has no readings, which is not the same as no energy: coverage 0 says so
    private static CircuitEnergy Circuit(string sensor, string name, CircuitCounter? counter, ImmutableArray<long> boundaries)
    {
        ImmutableArray<TimeGap> gaps = counter?.Gaps ?? [new TimeGap(boundaries[0], boundaries[^1])];
        return new CircuitEnergy(sensor, name, CounterDifference.Between(counter?.Points ?? [], boundaries, gaps), gaps);
    }

    private void Write(Utf8JsonWriter json, EnergyQuestion question, EnergyAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("origin"u8, question.Origin.Name());
        json.WriteString("zone"u8, options.Zone);
        json.WriteNumber("from"u8, answer.From);
        json.WriteNumber("to"u8, answer.To);
        json.WriteString("by"u8, question.By);
        json.WriteStartArray("circuits"u8);
        foreach (var circuit in answer.Circuits)
        {
            json.WriteStartObject();
            json.WriteString("sensor"u8, circuit.Sensor);
            json.WriteString("name"u8, circuit.Name);
            Sums(json, circuit);
            ApiJson.Gaps(json, circuit.Gaps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("total"u8);
        Sums(json, answer.Total);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Sums(Utf8JsonWriter json, CircuitEnergy energy)
    {
        json.WriteNumber("energy_wh"u8, energy.EnergyWh);
        json.WriteNumber("coverage"u8, energy.Coverage);
        json.WriteBoolean("lower_bound"u8, energy.LowerBound);
        json.WriteStartArray("spans"u8);
        foreach (var span in energy.Spans)
        {
            json.WriteStartObject();
            json.WriteNumber("from"u8, span.From);
            json.WriteNumber("to"u8, span.To);
            json.WriteNumber("energy_wh"u8, span.EnergyWh);
            json.WriteNumber("coverage"u8, span.Coverage);
            json.WriteBoolean("lower_bound"u8, span.LowerBound);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
