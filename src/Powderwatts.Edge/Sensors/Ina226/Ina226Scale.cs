namespace Powderwatts.Edge.Sensors.Ina226;

/// <summary>What one count of the current and power registers is worth under a calibration (data sheet SBOS547, section 7.5).</summary>
/// <param name="Calibration">The calibration register, 1 to 32767.</param>
/// <param name="CurrentLsb">Amperes of one count of the current register.</param>
internal readonly record struct Ina226Scale(int Calibration, double CurrentLsb)
{
    /// <summary>Greatest voltage over the shunt, V: 32768 counts of 2.5 uV.</summary>
    public const double ShuntFullScaleV = 0.08192;

    /// <summary>Volts of one count of the bus voltage register.</summary>
    public const double BusLsb = 0.00125;

    /// <summary>Volts of one count of the shunt voltage register.</summary>
    public const double ShuntLsb = 2.5e-6;

    private const double Factor = 0.00512;

    /// <summary>Watts of one count of the power register: the chip fixes it at 25 current counts.</summary>
    public double PowerLsb => 25 * CurrentLsb;

    /// <summary>Amperes at the top of the current register.</summary>
    public double FullScaleA => short.MaxValue * CurrentLsb;

    /// <summary>
    /// The scale for a shunt and the greatest current that it has to show. The register is rounded down, so the range is never
    /// smaller than asked, and the LSB is worked out again from the rounded register: that is what the chip really counts in.
    /// </summary>
    public static Ina226Scale For(double shuntOhms, double maxCurrentA)
    {
        // the tiny addition keeps an exact quotient (0.1 Ohm and 0.8192 A: 2048) from falling to the next lower whole number
        var calibration = Math.Floor((Factor * 32768 / (maxCurrentA * shuntOhms)) + 1e-9);
        return new Ina226Scale((int)Math.Min(calibration, int.MaxValue), Factor / (calibration * shuntOhms));
    }
}
