using System.Buffers;
using System.Text;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Exporting;

/// <summary>
/// CSV with one header line: instants in UTC, RFC 3339 with milliseconds; every quantity with its unit in its name; an absent value is
/// an empty field; numbers with a point, short and exact. No field needs a quote: what is text is an id or a word of ours, so no cell
/// can hold a formula.
/// </summary>
/// <param name="withSequence">With the place in the outbox?</param>
internal sealed class CsvExport(bool withSequence) : IExportFormat
{
    // instants, ids and words, and every number at its longest
    private const int LongestLine = 1024;

    private static readonly (Quality Quality, string Word)[] qualities =
        [(Quality.Clipped, "clipped"), (Quality.Estimated, "estimated"), (Quality.Unsynced, "unsynced")];

    /// <summary>The header line.</summary>
    public string Header { get; } =
        $"time_utc,site,node,sensor,origin,{string.Join(',', Quantities.All.Select(q => q.Name()))},quality,interval_s,energy_from_utc{(withSequence ? ",seq,outbox" : "")}";

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes(Header, output);
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, in StoredReading row)
    {
        var reading = row.Reading;
        var line = new CsvLine(output.GetSpan(LongestLine));
        Instant(ref line, reading.T);
        line.Field(row.Series.Site);
        line.Field(row.Series.Node);
        line.Field(row.Series.Sensor);
        line.Field(reading.Origin.Name());
        foreach (var quantity in Quantities.All)
        {
            line.Next();
            if (reading.Values.TryGet(quantity, out var value))
                line.Add(value);
        }

        line.Next();
        var any = false;
        foreach (var (quality, word) in qualities)
        {
            if ((reading.Quality & quality) == 0)
                continue;
            line.Text(any ? "+" : "");
            line.Text(word);
            any = true;
        }

        line.Next();
        line.Add(reading.IntervalS);
        line.Next();
        if (reading.EnergyFrom is { } from)
            Instant(ref line, from);
        if (withSequence)
        {
            line.Next();
            line.Add(row.N, "");
            line.Next();
            line.Add(row.Outbox, "x12");
        }

        output.Advance(line.End());
    }

    private static void Instant(ref CsvLine line, long t) => line.Add(DateTimeOffset.FromUnixTimeMilliseconds(t), UtcText.MillisecondsForm);
}
