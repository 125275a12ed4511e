using System.Buffers;
using Powderwatts.Store;
using Powderwatts.Store.Influx;

namespace Powderwatts.Exporting;

/// <summary>Line protocol, as our own store writes it: timestamps in milliseconds, every field a float.</summary>
/// <param name="withSequence">With the place in the outbox?</param>
internal sealed class LineExport(bool withSequence) : IExportFormat
{
    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, in StoredReading row) =>
        LineProtocol.Write(output, row.Series.Site, row.Series.Node, row.Reading, withSequence ? (row.N, row.Outbox) : null);
}
