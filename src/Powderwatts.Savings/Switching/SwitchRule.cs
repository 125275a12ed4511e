namespace Powderwatts.Savings.Switching;

/// <summary>When a circuit counts as on or off.</summary>
/// <param name="OnAboveW">At this power and above it is on, W.</param>
/// <param name="OffBelowW">At this power and below it is off, W; between the two it stays what it was.</param>
public readonly record struct SwitchRule(double OnAboveW, double OffBelowW)
{
    /// <summary>On at this part of rated power: far below what a self-regulating cable draws when warm and dry.</summary>
    public const double OnPart = 0.10;

    /// <summary>Off at this part of rated power: above what a current clamp reads with nothing flowing.</summary>
    public const double OffPart = 0.05;

    /// <summary>The rule of a circuit.</summary>
    /// <param name="ratedW">Its rated power, W, above 0.</param>
    public static SwitchRule Of(double ratedW) => ratedW > 0 ? new(OnPart * ratedW, OffPart * ratedW)
        : throw new ArgumentOutOfRangeException(nameof(ratedW), ratedW, "rated power must be above 0 W");

    /// <summary>The next state.</summary>
    /// <param name="before">The state until now.</param>
    /// <param name="powerW">The power now, W.</param>
    public SwitchState Next(SwitchState before, double powerW) =>
        powerW >= OnAboveW ? SwitchState.On : powerW <= OffBelowW ? SwitchState.Off : before;
}
