using System.Buffers;
using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests;

/// <summary>Messages of a node `pi` of the site `lodge`, as they come over MQTT.</summary>
internal static class SiteMessages
{
    public const string Site = "lodge";
    public const string Node = "pi";

    public static MqttMessage About(params SensorAbout[] sensors) => AboutOf(Node, sensors);

    public static MqttMessage AboutOf(string node, params SensorAbout[] sensors) => Written(Topics.About(Site, node), output =>
        WireJson.WriteAbout(output, new About("0.1.0", "machine-1", "run-1", "boot-1", OutboxId.Parse("00112233445566778899aabbccddeeff"), 7, [.. sensors])));

    public static MqttMessage AboutTape(TapeAbout tape, string node, params SensorAbout[] sensors) => Written(Topics.About(Site, node), output =>
        WireJson.WriteAbout(output, new About("0.1.0", "machine-1", "run-2", "", OutboxId.Parse("ffeeddccbbaa99887766554433221100"), 1, [.. sensors]) { Tape = tape }));

    public static SensorAbout Circuit(string sensor, Origin origin = Origin.Live, double intervalS = 1, string? name = null) => new(
        sensor, name ?? sensor, "ina226", Kind.Circuit, origin, 36,
        [Quantity.PowerW, Quantity.VoltageV, Quantity.CurrentA, Quantity.EnergyWh], "0 to 36 V, -8 to 8 A", intervalS, "shunt 0.01 Ohm, 8 A");

    public static SensorAbout Climate(string sensor, Origin origin = Origin.Live) => new(
        sensor, sensor, "bme280", Kind.Climate, origin, null, [Quantity.TemperatureC, Quantity.HumidityPct], null, 1, null);

    public static Reading Power(string sensor, long t, double powerW, Origin origin = Origin.Live, double intervalS = 1)
    {
        QuantityValues values = default;
        values[Quantity.PowerW] = powerW;
        return new Reading(sensor, t, values) { Origin = origin, IntervalS = intervalS };
    }

    public static MqttMessage Live(Reading reading, string node = Node) =>
        Written(Topics.Live(Site, node, reading.Sensor), output => WireJson.WriteReading(output, reading));

    public static MqttMessage Status(string word, string node = Node) =>
        new(Topics.Status(Site, node), System.Text.Encoding.UTF8.GetBytes(word), true);

    public static MqttMessage Health(HealthReport report, string node = Node) =>
        Written(Topics.Health(Site, node), output => WireJson.WriteHealth(output, report));

    public static MqttMessage CollectorHealth(string collector, HealthReport report) =>
        Written(Topics.CollectorHealth(collector), output => WireJson.WriteHealth(output, report));

    public static PartHealth Part(string part, HealthState state = HealthState.Ok, string? reason = null, params (string Name, long Value)[] counts) => new(
        part, state, 1000, reason, reason is null ? null : "do something", counts.ToImmutableSortedDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal));

    public static SensorHealth Failed(string sensor, string reason) => new(sensor, false, 1000, reason, 3);

    private static MqttMessage Written(string topic, Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return new MqttMessage(topic, output.WrittenMemory, true);
    }
}
