using Powderwatts.Readings;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// A reading as `live` carries it: with the energy that is committed, not the energy of this instant. After a crash the counter
/// goes on from what was committed, so only that never falls before the eyes of a reader.
/// </summary>
internal static class LiveReading
{
    /// <summary>Replaces the energy; null when nothing is left to show.</summary>
    public static Reading? Of(in Reading reading, (double Wh, long From)? committed)
    {
        if (!reading.Values.Has(Quantity.EnergyWh))
            return reading;
        var values = reading.Values;
        values[Quantity.EnergyWh] = committed?.Wh;
        return values.Count == 0 ? null : reading with { Values = values, EnergyFrom = committed?.From };
    }
}
