using System.Buffers;
using Powderwatts.Store;

namespace Powderwatts.Exporting;

/// <summary>How exported readings are written.</summary>
internal interface IExportFormat
{
    /// <summary>Writes what stands before the first reading.</summary>
    void Begin(IBufferWriter<byte> output);

    /// <summary>Writes a reading.</summary>
    void Write(IBufferWriter<byte> output, in StoredReading row);
}
