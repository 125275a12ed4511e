using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Powderwatts.Booth;

/// <summary>
/// Reads a connection on behalf of the broker and breaks it when a frame claims more than the limit, before its bytes are
/// gathered. The broker takes whole packets, so whatever it reads begins with a fixed header (MQTT 5, section 2.1).
/// </summary>
internal sealed class FrameGuard(PipeReader inner, int frameBytes, Action refused) : PipeReader
{
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        Check(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        var any = inner.TryRead(out result);
        if (any)
            Check(result.Buffer);
        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>The length that a frame claims after its fixed header; null when it can't be told yet.</summary>
    internal static int? ClaimedLength(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out _))
            return null;
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (!reader.TryRead(out var part))
                return null;
            length |= (part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return length;
        }

        return int.MaxValue; // five bytes of length: malformed
    }

    private void Check(in ReadOnlySequence<byte> buffer)
    {
        if (ClaimedLength(buffer) > frameBytes)
        {
            refused();
            throw new ConnectionAbortedException($"an MQTT frame of more than {frameBytes} bytes");
        }
    }
}
