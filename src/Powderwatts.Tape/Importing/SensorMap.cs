using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>One sensor of the tape and where its values stand in the input.</summary>
/// <param name="Id">The sensor's id.</param>
/// <param name="Name">The name that people read.</param>
/// <param name="Fields">Its values.</param>
public sealed record SensorMap(string Id, string Name, ImmutableArray<FieldMap> Fields)
{
    /// <summary>Rated power of the circuit, W; null when not told.</summary>
    public double? RatedW { get; init; }

    /// <summary>Where the meter's counter begins again at 0, Wh; null when it never does.</summary>
    public double? RollsOverAtWh { get; init; }

    /// <summary>How energy is worked out from power when there is no counter.</summary>
    public Integration Integration { get; init; }

    /// <summary>Line protocol: the measurement.</summary>
    public string? Measurement { get; init; }

    /// <summary>Line protocol: tags that a point must have.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Does the meter count energy itself?</summary>
    public bool HasCounter => Fields.Any(f => f.Quantity == Quantity.EnergyWh);

    /// <summary>Is energy worked out from its power?</summary>
    public bool Integrates => !HasCounter && Integration != Integration.None && Fields.Any(f => f.Quantity == Quantity.PowerW);
}
