using System.Text.Json.Serialization;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>A row of a chunk as a plain object, every key of the contract: what the serializer of the framework is given.</summary>
internal sealed class WireRow
{
    [JsonPropertyName("n")]
    public long N { get; set; }

    [JsonPropertyName("s")]
    public string S { get; set; } = "";

    [JsonPropertyName("t")]
    public long T { get; set; }

    [JsonPropertyName("power_w")]
    public double? PowerW { get; set; }

    [JsonPropertyName("voltage_v")]
    public double? VoltageV { get; set; }

    [JsonPropertyName("current_a")]
    public double? CurrentA { get; set; }

    [JsonPropertyName("energy_wh")]
    public double? EnergyWh { get; set; }

    [JsonPropertyName("power_factor")]
    public double? PowerFactor { get; set; }

    [JsonPropertyName("frequency_hz")]
    public double? FrequencyHz { get; set; }

    [JsonPropertyName("temperature_c")]
    public double? TemperatureC { get; set; }

    [JsonPropertyName("humidity_pct")]
    public double? HumidityPct { get; set; }

    [JsonPropertyName("pressure_hpa")]
    public double? PressureHpa { get; set; }

    [JsonPropertyName("depth_m")]
    public double? DepthM { get; set; }

    [JsonPropertyName("wet")]
    public double? Wet { get; set; }

    [JsonPropertyName("state")]
    public double? State { get; set; }

    [JsonPropertyName("energy_from")]
    public long? EnergyFrom { get; set; }

    [JsonPropertyName("interval_s")]
    public double? IntervalS { get; set; }

    [JsonPropertyName("q")]
    public string[]? Q { get; set; }

    [JsonPropertyName("origin")]
    public string? Origin { get; set; }
}
