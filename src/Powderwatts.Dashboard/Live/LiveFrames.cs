using System.Buffers;
using System.Text.Json;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Dashboard.Live;

/// <summary>Server-sent events as bytes: a name, one line of JSON, an empty line.</summary>
internal static class LiveFrames
{
    /// <summary>How long a page waits before it connects again.</summary>
    public static ReadOnlySpan<byte> Retry => "retry: 2000\n\n"u8;

    /// <summary>The whole of `now`.</summary>
    public static void Snapshot(IBufferWriter<byte> output, SiteNow now) =>
        Write(output, "snapshot"u8, json => ApiJson.Now(json, now));

    /// <summary>One element of `now`'s sensors.</summary>
    public static byte[] Reading(in SensorNow sensor)
    {
        var output = new ArrayBufferWriter<byte>(384);
        var copy = sensor;
        Write(output, "reading"u8, json => ApiJson.Sensor(json, copy));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>How the broker link is, and the sensors whose status has changed.</summary>
    public static void Status(IBufferWriter<byte> output, LinkState link, string? reason, IEnumerable<SensorNow> changed) =>
        Write(output, "status"u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("link"u8, link == LinkState.Up ? "up"u8 : "down"u8);
            if (link != LinkState.Up && reason is not null)
                json.WriteString("reason"u8, reason);
            json.WriteStartArray("sensors"u8);
            foreach (var sensor in changed)
                ApiJson.SensorStatus(json, sensor);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>How far a first start's history is.</summary>
    public static void Progress(IBufferWriter<byte> output, Progress progress) =>
        Write(output, "progress"u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("node"u8, progress.Node);
            json.WriteString("part"u8, progress.Part);
            json.WriteNumber("acknowledged"u8, progress.Acknowledged);
            json.WriteNumber("total"u8, progress.Total);
            json.WriteEndObject();
        });

    /// <summary>A sign of life.</summary>
    public static void Ping(IBufferWriter<byte> output, long t) =>
        Write(output, "ping"u8, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("t"u8, t);
            json.WriteEndObject();
        });

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name, Action<Utf8JsonWriter> data)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(output))
            data(json);
        output.Write("\n\n"u8);
    }
}
