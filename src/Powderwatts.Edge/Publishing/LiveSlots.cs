using Powderwatts.Readings;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// One slot a sensor for its newest reading. A reading that comes before the last one was taken replaces it and is counted: there is
/// never a backlog. Thread-safe.
/// </summary>
internal sealed class LiveSlots
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, Reading> slots = new(StringComparer.Ordinal);
    private readonly Queue<string> turns = new(); // each sensor with a reading, once: nobody starves
    private long replaced;

    /// <summary>Readings that a newer one has replaced before they were taken.</summary>
    public long Replaced => Interlocked.Read(ref replaced);

    /// <summary>Puts a reading into its sensor's slot.</summary>
    public void Put(in Reading reading)
    {
        lock (guard)
        {
            if (slots.TryAdd(reading.Sensor, reading))
            {
                turns.Enqueue(reading.Sensor);
                return;
            }

            slots[reading.Sensor] = reading;
        }

        Interlocked.Increment(ref replaced);
    }

    /// <summary>Takes the newest reading of the sensor that has waited longest.</summary>
    public bool TryTake(out Reading reading)
    {
        lock (guard)
        {
            reading = default;
            return turns.TryDequeue(out var sensor) && slots.Remove(sensor, out reading);
        }
    }
}
