using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Serving;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Queries;

/// <summary>`GET /api/v1/site`: the site, its nodes and its sensors as their nodes describe them.</summary>
internal sealed class SiteEndpoint(DashboardOptions options, LiveBoard board) : IEndpoint
{
    /// <inheritdoc/>
    public string Path => "/api/v1/site";

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        var mode = board.Mode;
        var nodes = board.Read((all, _) => all.Select(n => (n.Node, n.Online, n.About)).ToList());
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("site"u8, options.Site);
            json.WriteString("name"u8, options.Name);
            json.WriteString("zone"u8, options.Zone);
            json.WriteString("mode"u8, mode.Name());
            json.WriteString("version"u8, options.Version);
            json.WriteStartArray("nodes"u8);
            foreach (var (node, online, about) in nodes)
                Node(json, node, online, about);
            json.WriteEndArray();
            json.WriteStartArray("sensors"u8);
            foreach (var (node, _, about) in nodes)
            {
                foreach (var sensor in about?.Sensors ?? [])
                    Sensor(json, node, sensor);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Node(Utf8JsonWriter json, string node, bool? online, About? about)
    {
        json.WriteStartObject();
        json.WriteString("node"u8, node);
        if (online is { } up)
            json.WriteString("status"u8, up ? "online"u8 : "offline"u8);
        if (about is not null)
        {
            json.WriteString("version"u8, about.Version);
            ApiJson.Text(json, "machine"u8, about.Machine);
            json.WriteString("run"u8, about.Run);
            ApiJson.Text(json, "boot"u8, about.Boot);
            json.WriteString("outbox"u8, about.Outbox.ToString());
            json.WriteNumber("next"u8, about.Next);
            if (about.Tape is { } tape)
                ApiJson.Tape(json, tape, null);
        }

        json.WriteEndObject();
    }

    private static void Sensor(Utf8JsonWriter json, string node, SensorAbout sensor)
    {
        json.WriteStartObject();
        json.WriteString("sensor"u8, $"{node}/{sensor.Sensor}");
        json.WriteString("name"u8, sensor.Name);
        json.WriteString("driver"u8, sensor.Driver);
        json.WriteString("kind"u8, sensor.Kind.Name());
        json.WriteString("origin"u8, sensor.Origin.Name());
        if (sensor.RatedW is { } rated)
            json.WriteNumber("rated_w"u8, rated);
        json.WriteStartArray("quantities"u8);
        foreach (var quantity in sensor.Quantities)
            json.WriteStringValue(quantity.Name());
        json.WriteEndArray();
        ApiJson.Text(json, "range"u8, sensor.Range);
        json.WriteNumber("interval_s"u8, sensor.IntervalS);
        ApiJson.Text(json, "calibration"u8, sensor.Calibration);
        json.WriteEndObject();
    }
}
