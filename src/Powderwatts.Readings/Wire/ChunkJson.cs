using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Powderwatts.Readings.Wire;

/// <summary>A chunk as JSON. A bad row is refused by itself; a bad envelope refuses the chunk.</summary>
internal static class ChunkJson
{
    /// <summary>Bytes of a refused row that are kept.</summary>
    private const int KeptBytes = 1024;

    private static readonly KeySet keys = new("key", "outbox", "readings", "gaps");

    /// <summary>Writes it.</summary>
    public static void Write(IBufferWriter<byte> output, Chunk chunk)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteString("outbox"u8, chunk.Outbox.ToString());
        writer.WriteStartArray("readings"u8);
        foreach (ref readonly var row in chunk.Readings.AsSpan())
            ReadingJson.WriteRow(writer, row);
        writer.WriteEndArray();
        if (!chunk.Gaps.IsEmpty)
        {
            writer.WriteStartArray("gaps"u8);
            foreach (var gap in chunk.Gaps)
                GapJson.WriteRow(writer, gap);
            writer.WriteEndArray();
        }

        WireWriter.End(writer);
    }

    /// <summary>Reads it.</summary>
    public static ReceivedChunk Read(ReadOnlySpan<byte> utf8)
    {
        // a growing list of 500 rows would end among the large objects, chunk after chunk
        var rented = ArrayPool<Numbered>.Shared.Rent(WireLimits.AcceptedReadings);
        try
        {
            return Read(utf8, rented);
        }
        finally
        {
            ArrayPool<Numbered>.Shared.Return(rented, clearArray: true);
        }
    }

    private static ReceivedChunk Read(ReadOnlySpan<byte> utf8, Numbered[] readings)
    {
        var reader = new StrictReader(utf8);
        var count = 0;
        var gaps = ImmutableArray.CreateBuilder<Gap>();
        var refused = ImmutableArray.CreateBuilder<RefusedRow>();
        var sensors = new SensorNames();
        var outbox = default(OutboxId);
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            if (key == 0)
            {
                outbox = reader.Outbox("outbox");
                continue;
            }

            reader.OpenArray(keys[key]);
            while (reader.NextObject(keys[key]))
            {
                if (count + gaps.Count + refused.Count == WireLimits.AcceptedReadings)
                    throw new WireException($"more than {WireLimits.AcceptedReadings} rows");
                var row = reader;
                try
                {
                    if (key == 1)
                    {
                        readings[count] = ReadingJson.ReadRow(ref reader, sensors);
                        count++; // not in the index: a refused row must not count
                    }
                    else
                    {
                        gaps.Add(GapJson.ReadRow(ref reader));
                    }
                }
                catch (WireException fault) when (!reader.IsBroken)
                {
                    reader = row;
                    refused.Add(Refuse(ref reader, fault));
                }
            }
        }

        reader.End();
        keys.Require(seen, 0b11);
        var rows = ImmutableArray.Create(readings.AsSpan(0, count));
        CheckDistinct(rows, gaps, refused);
        return new ReceivedChunk(new Chunk(outbox, rows, gaps.DrainToImmutable()), refused.DrainToImmutable());
    }

    /// <summary>Skips a bad row and finds its sequence. Without one the row could never be settled, so the chunk is refused.</summary>
    private static RefusedRow Refuse(ref StrictReader reader, WireException fault)
    {
        var start = reader.Position;
        long? n = null;
        var found = 0;
        while (reader.NextName())
        {
            if (!reader.NameIs("n"u8))
            {
                reader.SkipValue();
                continue;
            }

            n = reader.IntegerOrSkip();
            found++;
        }

        if (found != 1 || n is not (>= 1 and <= WireLimits.LastSequence))
            throw new WireException($"a row without a sequence: {fault.Message}");
        return new RefusedRow(n.Value, WireText.Clean(fault.Message, WireLimits.TextLength), Cut(reader.Since(start)));
    }

    private static string Cut(ReadOnlySpan<byte> json)
    {
        if (json.Length > KeptBytes)
        {
            var end = KeptBytes;
            while ((json[end] & 0xC0) == 0x80)
                end--; // never in the middle of a character
            json = json[..end];
        }

        return Encoding.UTF8.GetString(json);
    }

    private static void CheckDistinct(
        ImmutableArray<Numbered> readings, ImmutableArray<Gap>.Builder gaps, ImmutableArray<RefusedRow>.Builder refused)
    {
        var rented = ArrayPool<long>.Shared.Rent(WireLimits.AcceptedReadings);
        try
        {
            var count = 0;
            foreach (ref readonly var row in readings.AsSpan())
                rented[count++] = row.N;
            foreach (var row in gaps)
                rented[count++] = row.N;
            foreach (var row in refused)
                rented[count++] = row.N;
            var numbers = rented.AsSpan(0, count);
            numbers.Sort();
            for (var i = 1; i < numbers.Length; i++)
            {
                if (numbers[i] == numbers[i - 1])
                    throw new WireException($"row {numbers[i]} is there twice");
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(rented);
        }
    }
}
