using System.Buffers;

namespace Powderwatts.Tape.Importing;

/// <summary>A line of `mosquitto_sub -v`, `TOPIC PAYLOAD`, or of `mosquitto_sub -F '%I %t %p'` (or `%U`), with the instant before it.</summary>
internal readonly ref struct MqttLogLine
{
    private static readonly SearchValues<char> numeric = SearchValues.Create("0123456789.");

    private MqttLogLine(ReadOnlySpan<char> stamp, ReadOnlySpan<char> topic, ReadOnlySpan<char> payload)
    {
        Stamp = stamp;
        Topic = topic;
        Payload = payload;
    }

    /// <summary>When the message arrived; empty when the log does not say.</summary>
    public ReadOnlySpan<char> Stamp { get; }

    /// <summary>The topic.</summary>
    public ReadOnlySpan<char> Topic { get; }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<char> Payload { get; }

    /// <summary>Is the instant a number of seconds since 1970?</summary>
    public bool StampIsNumber => !Stamp.IsEmpty && !Stamp.ContainsAnyExcept(numeric);

    /// <summary>Splits a line; the topic is empty when it is none.</summary>
    public static MqttLogLine Split(ReadOnlySpan<char> line)
    {
        var stamp = line[..Math.Max(0, line.IndexOf(' '))];
        if (!stamp.IsEmpty && (IsNumber(stamp) || IsoText.TryRead(stamp, out _, out _)))
            line = line[(stamp.Length + 1)..];
        else
            stamp = default;
        var blank = line.IndexOf(' ');
        return blank <= 0 ? default : new(stamp, line[..blank], line[(blank + 1)..].Trim());
    }

    // ten digits and maybe a fraction: seconds of this century
    private static bool IsNumber(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(numeric) && (text.IndexOf('.') is var point and >= 0 ? point : text.Length) is 9 or 10;
}
