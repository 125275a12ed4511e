using Powderwatts.Readings.Health;

namespace Powderwatts.Readings.Wire;

/// <summary>How our enums are written on the wire, in the store's tags and in the HTTP API.</summary>
public static class WireNames
{
    /// <summary>`live`, `replay` or `sim`.</summary>
    public static string Name(this Origin origin) => origin switch
    {
        Origin.Live => "live",
        Origin.Replay => "replay",
        Origin.Sim => "sim",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "unknown origin"),
    };

    /// <summary>`circuit`, `climate` or `event`.</summary>
    public static string Name(this Kind kind) => kind switch
    {
        Kind.Circuit => "circuit",
        Kind.Climate => "climate",
        Kind.Event => "event",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };

    /// <summary>`ok`, `warn` or `down`.</summary>
    public static string Name(this HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warn => "warn",
        HealthState.Down => "down",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown state"),
    };

    /// <summary>Finds a health state by its word.</summary>
    public static bool TryParseHealthState(ReadOnlySpan<char> word, out HealthState state)
    {
        state = word switch { "warn" => HealthState.Warn, "down" => HealthState.Down, _ => HealthState.Ok };
        return word is "ok" or "warn" or "down";
    }

    /// <summary>Finds an origin by its word.</summary>
    public static bool TryParseOrigin(ReadOnlySpan<char> word, out Origin origin)
    {
        origin = word switch { "replay" => Origin.Replay, "sim" => Origin.Sim, _ => Origin.Live };
        return word is "live" or "replay" or "sim";
    }

    /// <summary>Finds a kind by its word.</summary>
    public static bool TryParseKind(ReadOnlySpan<char> word, out Kind kind)
    {
        kind = word switch { "climate" => Kind.Climate, "event" => Kind.Event, _ => Kind.Circuit };
        return word is "circuit" or "climate" or "event";
    }

    /// <summary>Finds one quality word: `clipped`, `estimated` or `unsynced`.</summary>
    public static bool TryParseQuality(ReadOnlySpan<char> word, out Quality quality)
    {
        quality = word switch
        {
            "clipped" => Quality.Clipped,
            "estimated" => Quality.Estimated,
            "unsynced" => Quality.Unsynced,
            _ => Quality.None,
        };
        return quality != Quality.None;
    }
}
