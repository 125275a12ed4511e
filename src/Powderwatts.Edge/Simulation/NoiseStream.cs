namespace Powderwatts.Edge.Simulation;

/// <summary>The independent streams of noise; a circuit adds its number to its own.</summary>
internal static class NoiseStream
{
    public const long Month = 1;
    public const long Cloud = 2;
    public const long DewPoint = 3;
    public const long Pressure = 4;
    public const long AirTemperature = 5;
    public const long Supply = 6;
    public const long Load = 100;
    public const long Duty = 200;
    public const long Offset = 300;
}
