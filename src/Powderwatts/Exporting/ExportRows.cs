using System.Runtime.CompilerServices;
using Powderwatts.Store;
using Powderwatts.Tape;

namespace Powderwatts.Exporting;

/// <summary>The readings of a tape as rows, in the order in which they arrived.</summary>
internal static class ExportRows
{
    /// <summary>Reads the tape to its end, and says which of its readings are asked for.</summary>
    public static async IAsyncEnumerable<StoredReading> OfTapeAsync(
        TapeReader tape, ExportOptions options, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var site = tape.Header.Site;
        while (tape.TryRead(out var row))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (node, reading) = (row.Node, row.Reading);
            if (reading.T >= from && reading.T < to && (options.Origin ?? reading.Origin) == reading.Origin
                && (options.Node ?? node) == node && (options.Sensor ?? reading.Sensor) == reading.Sensor)
                yield return new(new(site, node, reading.Sensor, reading.Origin), reading, 0, 0);
        }
    }
}
