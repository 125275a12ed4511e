using System.Text.Json;
using System.Text.Unicode;

namespace Powderwatts.Readings.Wire;

/// <summary>
/// Reads the JSON of the contract token by token and refuses what breaks it: size, depth, encoding, unknown and repeated keys,
/// null, numbers that are not finite, texts that are too long. Throws <see cref="WireException"/> and nothing else.
/// </summary>
internal ref struct StrictReader
{
    /// <summary>Longest number in bytes; the shortest form of a double never needs more than 25.</summary>
    private const int NumberBytes = 64;

    private readonly ReadOnlySpan<byte> payload;
    private Utf8JsonReader reader;

    /// <summary>Checks the payload as a whole and enters its object.</summary>
    public StrictReader(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            throw new WireException("the payload is empty");
        if (utf8.Length > WireLimits.PayloadBytes)
            throw new WireException($"the payload has {utf8.Length} bytes; at most {WireLimits.PayloadBytes} are accepted");
        if (!Utf8.IsValid(utf8))
            throw new WireException("the payload is not UTF-8");
        payload = utf8;
        reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = WireLimits.JsonDepth });
        Advance();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new WireException("the payload is no JSON object");
    }

    /// <summary>The payload is not JSON or is nested too deep: nothing in it can be trusted.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the current token begins, in bytes.</summary>
    public readonly int Position => (int)reader.TokenStartIndex;

    /// <summary>The payload's bytes from one position up to and with the current token (a bracket).</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => payload[position..((int)reader.TokenStartIndex + 1)];

    /// <summary>Goes to the next key of the object; -1 at its end. Keys mostly come in order, so the search goes on from there.</summary>
    public int NextKey(KeySet keys, ref uint seen)
    {
        if (!NextName())
            return -1;
        var next = 32 - System.Numerics.BitOperations.LeadingZeroCount(seen);
        for (var i = 0; i < keys.Count; i++)
        {
            var key = next + i < keys.Count ? next + i : next + i - keys.Count;
            if (!NameIs(keys.Utf8(key)))
                continue;
            if ((seen & (1u << key)) != 0)
                throw new WireException($"{keys[key]} is there twice");
            seen |= 1u << key;
            return key;
        }

        throw new WireException($"unknown {keys.Noun} '{Shown()}'");
    }

    /// <summary>Goes to the next key of an object with free keys; false at its end.</summary>
    public bool NextName()
    {
        Advance();
        return reader.TokenType != JsonTokenType.EndObject;
    }

    /// <summary>Is the current key this one?</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(name);
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair is no key of ours
        }
    }

    /// <summary>The current key of an object with free keys.</summary>
    public readonly string Name() => Decoded("key", WireLimits.StringLength);

    /// <summary>Enters an object.</summary>
    public void OpenObject(string key) => Expect(key, JsonTokenType.StartObject, "object");

    /// <summary>Enters an array.</summary>
    public void OpenArray(string key) => Expect(key, JsonTokenType.StartArray, "array");

    /// <summary>Enters the next object of an array; false at its end.</summary>
    public bool NextObject(string key)
    {
        Advance();
        if (reader.TokenType == JsonTokenType.EndArray)
            return false;
        return reader.TokenType == JsonTokenType.StartObject ? true : throw Fault(key, "holds something that is no object");
    }

    /// <summary>Enters the next array of an array; false at its end.</summary>
    public bool NextArray(string key)
    {
        Advance();
        if (reader.TokenType == JsonTokenType.EndArray)
            return false;
        return reader.TokenType == JsonTokenType.StartArray ? true : throw Fault(key, "holds something that is no array");
    }

    /// <summary>Copies the next word of an array of words; -1 at its end.</summary>
    public int NextWord(string key, scoped Span<char> word)
    {
        Advance();
        return reader.TokenType == JsonTokenType.EndArray ? -1 : CopyWord(key, word);
    }

    /// <summary>Leaves an array that must end here.</summary>
    public void CloseArray(string key) => Expect(key, JsonTokenType.EndArray, "end of the array");

    /// <summary>Reads an integer, written as one: no fraction, no exponent.</summary>
    public long Integer(string key, long least, long most)
    {
        Advance();
        if (reader.TokenType != JsonTokenType.Number)
            throw Wrong(key, "integer");
        if (reader.ValueSpan.Length > NumberBytes || !reader.TryGetInt64(out var value))
            throw Fault(key, $"'{Shown()}' is no 64-bit integer");
        return value >= least && value <= most ? value : throw Fault(key, $"{value} is outside {least} to {most}");
    }

    /// <summary>Reads an instant in Unix milliseconds.</summary>
    public long Instant(string key) => Integer(key, 1, WireLimits.LastInstant);

    /// <summary>Reads `[t0,t1]`, not falling.</summary>
    public (long First, long Last) Span(string key)
    {
        OpenArray(key);
        var span = (First: Instant(key), Last: Instant(key));
        CloseArray(key);
        return span.First <= span.Last ? span : throw Fault(key, $"{span.First} is later than {span.Last}");
    }

    /// <summary>Reads a finite number.</summary>
    public double Number(string key)
    {
        Advance();
        if (reader.TokenType != JsonTokenType.Number)
            throw Wrong(key, "number");
        if (reader.ValueSpan.Length > NumberBytes)
            throw Fault(key, $"a number of {reader.ValueSpan.Length} characters; at most {NumberBytes} are accepted");
        return reader.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw Fault(key, $"{Shown()} is no finite number");
    }

    /// <summary>Reads a sampling interval in seconds.</summary>
    public double Interval(string key)
    {
        var value = Number(key);
        return value is > 0 and <= WireLimits.LongestIntervalS ? value
            : throw Fault(key, $"not above 0 and at most {WireLimits.LongestIntervalS}");
    }

    /// <summary>Reads a text of 1 to <paramref name="most"/> characters without control characters.</summary>
    public string Text(string key, int most)
    {
        Advance();
        if (reader.TokenType != JsonTokenType.String)
            throw Wrong(key, "text");
        return Decoded(key, most);
    }

    /// <summary>Copies a word of at most <see cref="WireLimits.StringLength"/> bytes; returns its length.</summary>
    public int Word(string key, scoped Span<char> word)
    {
        Advance();
        return CopyWord(key, word);
    }

    /// <summary>Reads an outbox id.</summary>
    public OutboxId Outbox(string key)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        return OutboxId.TryParse(word[..Word(key, word)], out var id) ? id : throw Fault(key, "no outbox id: 32 lower-case hex digits");
    }

    /// <summary>Reads an origin.</summary>
    public Origin Origin(string key)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        word = word[..Word(key, word)];
        return WireNames.TryParseOrigin(word, out var origin) ? origin : throw Fault(key, $"unknown origin '{Clean(word)}'; live, replay or sim");
    }

    /// <summary>Reads an id.</summary>
    public string Id(string key)
    {
        Span<char> word = stackalloc char[WireLimits.StringLength];
        return CheckedId(key, word[..Word(key, word)]);
    }

    /// <summary>Reads a sensor's id, as a string that exists once a chunk.</summary>
    public string Sensor(string key, SensorNames names)
    {
        Advance();
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && names.Find(reader.ValueSpan) is { } known)
            return known;
        Span<char> word = stackalloc char[WireLimits.StringLength];
        return CheckedId(key, word[..CopyWord(key, word)]);
    }

    /// <summary>Skips the value of the current key, whatever it is.</summary>
    public void SkipValue()
    {
        Advance();
        try
        {
            reader.Skip();
        }
        catch (JsonException)
        {
            throw Broken();
        }
    }

    /// <summary>Reads an integer if the value of the current key is one; skips it otherwise.</summary>
    public long? IntegerOrSkip()
    {
        var ahead = this;
        ahead.Advance();
        long? value = ahead.reader.TokenType == JsonTokenType.Number && ahead.reader.TryGetInt64(out var number) ? number : null;
        SkipValue();
        return value;
    }

    /// <summary>The object has been left; nothing may follow it.</summary>
    public void End()
    {
        try
        {
            if (!reader.Read())
                return;
        }
        catch (JsonException)
        {
            // told below: the reader refuses what follows the first value
        }

        throw new WireException($"something follows the JSON object at byte {reader.BytesConsumed}");
    }

    /// <summary>Holds a text to the rule of ids.</summary>
    public static string CheckedId(string key, ReadOnlySpan<char> text) =>
        Readings.Id.IsValid(text) ? text.ToString() : throw Fault(key, $"'{Clean(text)}' is no id: {Readings.Id.Rule}");

    /// <summary>A fault of one value.</summary>
    public static WireException Fault(string key, string cause) => new($"{key}: {cause}");

    /// <summary>A text made fit for a message: short, without control characters.</summary>
    public static string Clean(ReadOnlySpan<char> text) => WireText.Clean(text, WireLimits.StringLength);

    private void Advance()
    {
        try
        {
            if (reader.Read())
                return;
        }
        catch (JsonException)
        {
            throw Broken();
        }

        throw Broken();
    }

    private WireException Broken()
    {
        IsBroken = true;
        // the reader counts a bracket that it has just read as outside itself
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
        return depth >= WireLimits.JsonDepth
            ? new WireException($"nested deeper than {WireLimits.JsonDepth} levels")
            : new WireException($"not JSON at byte {reader.BytesConsumed}");
    }

    private void Expect(string key, JsonTokenType type, string noun)
    {
        Advance();
        if (reader.TokenType != type)
            throw Wrong(key, noun);
    }

    private readonly int CopyWord(string key, scoped Span<char> word)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Wrong(key, "text");
        if (reader.ValueSpan.Length > word.Length)
            throw Fault(key, $"longer than {word.Length} bytes");
        try
        {
            return reader.CopyString(word);
        }
        catch (InvalidOperationException)
        {
            throw Fault(key, "half a surrogate pair");
        }
    }

    private readonly string Decoded(string key, int most)
    {
        // an escape takes six bytes a character, so this bounds the copy before it is made
        if (reader.ValueSpan.Length > most * 6)
            throw Fault(key, $"longer than {most} characters");
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault(key, "half a surrogate pair");
        }

        if (text.Length == 0)
            throw Fault(key, "empty; leave the key out");
        if (text.Length > most)
            throw Fault(key, $"longer than {most} characters");
        return WireText.IsClean(text) ? text : throw Fault(key, "has a control character");
    }

    private readonly WireException Wrong(string key, string expected) => reader.TokenType == JsonTokenType.Null
        ? Fault(key, "null is no value; leave the key out")
        : Fault(key, $"no {expected}");

    /// <summary>The current key or number, cut for a message.</summary>
    private readonly string Shown()
    {
        var bytes = reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, WireLimits.StringLength)];
        return Clean(System.Text.Encoding.UTF8.GetString(bytes));
    }
}
