using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Powderwatts.Store.Influx;

/// <summary>
/// Reads the answer to a question row by row while it arrives: JSON documents one after another, each
/// `{"results":[{"series":[{"name":..,"tags":{..},"columns":[..],"values":[[..],..]}]}]}`. Holds one row at a time.
/// </summary>
internal sealed class InfluxRows(InfluxRowHandler handler)
{
    private const int MostDepth = 8;
    private const int MostColumns = 64;
    private const int MostToken = 1024 * 1024;

    // depths of the answer's parts, as the reader counts them
    private const int ResultKey = 3;
    private const int SeriesKey = 5;
    private const int InTagsOrColumns = 6;
    private const int InRow = 7;

    private readonly Key[] keys = new Key[MostDepth + 1];
    private readonly double[] values = new double[MostColumns];
    private InfluxSeries series = new();
    private string tag = "";
    private long t;
    private int column;
    private bool isWhole;
    private bool anyResults;

    private enum Key
    {
        Other,
        Results,
        Series,
        Error,
        Name,
        Tags,
        Columns,
        Values,
    }

    /// <summary>The server's words when it could not answer; null when it did.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads to the end, or to the first error that the server names.</summary>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public async Task ReadAsync(Stream answer, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(answer, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = MostDepth });
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var consumed = Read(read.Buffer, read.IsCompleted, ref state);
                if (Error is not null)
                    return;
                if (read.IsCompleted)
                {
                    if (!anyResults)
                        throw new JsonException("it holds no results");
                    return;
                }

                if (read.Buffer.Length > MostToken && consumed.Equals(read.Buffer.Start))
                    throw new JsonException("a part of the answer is too long");
                pipe.AdvanceTo(consumed, read.Buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private SequencePosition Read(ReadOnlySequence<byte> bytes, bool isFinal, ref JsonReaderState state)
    {
        // at the very end there may be nothing but a line break, which is no value
        if (isFinal && isWhole && IsBlank(bytes))
            return bytes.End;
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        while (Error is null && reader.Read())
        {
            isWhole = reader is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 };
            try
            {
                Take(ref reader);
            }
            catch (Exception damage) when (damage is InvalidOperationException or FormatException)
            {
                // a text that is not UTF-8, half a surrogate pair, a time with a fraction: the tokens' own exceptions
                throw new JsonException("a value cannot be read", damage);
            }
        }

        state = reader.CurrentState;
        return reader.Position;
    }

    private static bool IsBlank(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
        {
            if (part.Span.ContainsAnyExcept(" \r\n\t"u8))
                return false;
        }

        return true;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                if (depth == InTagsOrColumns && keys[SeriesKey] == Key.Tags)
                    tag = reader.GetString() ?? "";
                else
                    keys[depth] = KeyOf(ref reader);
                break;
            case JsonTokenType.StartArray when depth == 1 && keys[1] == Key.Results:
                anyResults = true;
                break;
            case JsonTokenType.StartObject when depth == SeriesKey - 1:
                series = new();
                break;
            case JsonTokenType.StartArray when depth == InRow - 1 && InValues:
                column = 0;
                break;
            case JsonTokenType.EndArray when depth == InRow - 1 && InValues:
                if (column != series.Columns.Count || column == 0)
                    throw new JsonException("a row has another number of values than columns");
                handler(series, t, values.AsSpan(0, column - 1));
                break;
            case JsonTokenType.String when depth is 1 or ResultKey && keys[depth] == Key.Error:
                Error = reader.GetString();
                break;
            case JsonTokenType.String when depth == SeriesKey && keys[SeriesKey] == Key.Name:
                series.Name = reader.GetString() ?? "";
                break;
            case JsonTokenType.String when depth == InTagsOrColumns && keys[SeriesKey] == Key.Tags:
                series.Tags[tag] = reader.GetString() ?? "";
                break;
            case JsonTokenType.String when depth == InTagsOrColumns && keys[SeriesKey] == Key.Columns:
                if (series.Columns.Count == MostColumns)
                    throw new JsonException("a row has too many columns");
                series.Columns.Add(reader.GetString() ?? "");
                break;
            case JsonTokenType.Number or JsonTokenType.Null when depth == InRow && InValues:
                Value(ref reader);
                break;
            case JsonTokenType.String or JsonTokenType.True or JsonTokenType.False when depth == InRow && InValues:
                throw new JsonException("a value is no number");
        }
    }

    private bool InValues => keys[SeriesKey] == Key.Values && keys[ResultKey] == Key.Series && keys[1] == Key.Results;

    private void Value(ref Utf8JsonReader reader)
    {
        if (column >= series.Columns.Count)
            throw new JsonException("a row has another number of values than columns");
        if (column == 0)
            t = reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : throw new JsonException("a row has no time");
        else
            values[column - 1] = reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.NaN;
        column++;
    }

    private static Key KeyOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("results"u8) ? Key.Results
        : reader.ValueTextEquals("series"u8) ? Key.Series
        : reader.ValueTextEquals("error"u8) ? Key.Error
        : reader.ValueTextEquals("name"u8) ? Key.Name
        : reader.ValueTextEquals("tags"u8) ? Key.Tags
        : reader.ValueTextEquals("columns"u8) ? Key.Columns
        : reader.ValueTextEquals("values"u8) ? Key.Values
        : Key.Other;
}
