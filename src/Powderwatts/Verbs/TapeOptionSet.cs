using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Powderwatts.Replaying;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Verbs;

/// <summary>The options of every verb that plays a tape: `--loop`, `--shift`, `--from`, `--to`, `--skip-gaps`.</summary>
internal sealed class TapeOptionSet
{
    private readonly Option<bool> loop = new("--loop") { Description = "begin the tape anew at its end" };
    private readonly Option<bool> shift = new("--shift") { Description = "move the tape's instants to now, only at speed 1" };
    private readonly Option<GivenInstant?> from = GivenInstant.Option("--from", "play from this instant, such as 2026-01-12T15:14:00Z, or a day or time of the tape's zone");
    private readonly Option<GivenInstant?> to = GivenInstant.Option("--to", "play up to this instant");
    private readonly Option<bool> skipGaps = new("--skip-gaps") { Description = "pass over pauses of more than a minute on the tape" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [loop, shift, from, to, skipGaps];

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="speed">How many times faster; null: as fast as it goes.</param>
    /// <param name="file">The tape, for its zone.</param>
    /// <exception cref="StartException">The zone is asked for, and the tape cannot be read.</exception>
    public PlayOptions Read(ParseResult parsed, double? speed, string file) => new()
    {
        Speed = speed,
        Loop = parsed.GetValue(loop),
        Shift = parsed.GetValue(shift),
        From = parsed.GetValue(from)?.In(() => ReplayTape.ZoneOf(file)),
        To = parsed.GetValue(to)?.In(() => ReplayTape.ZoneOf(file)),
        SkipGaps = parsed.GetValue(skipGaps) ? TimeSpan.FromMinutes(1) : null,
    };

    /// <summary>Reads a speed: a number, or `max` as infinity.</summary>
    public static double Speed(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text == "max")
            return double.PositiveInfinity;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= PlayOptions.Slowest and <= PlayOptions.Fastest)
            return value;
        result.AddError(FormattableString.Invariant($"\"{text}\" is no speed; write a number from {PlayOptions.Slowest} to {PlayOptions.Fastest}, or max"));
        return 1;
    }

    /// <summary>The speed of a tape as <see cref="Speed"/> gave it.</summary>
    public static double? OfTape(double speed) => double.IsFinite(speed) ? speed : null;
}
