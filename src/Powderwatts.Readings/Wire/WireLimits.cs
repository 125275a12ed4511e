namespace Powderwatts.Readings.Wire;

/// <summary>The limits of wire contract version 1.</summary>
public static class WireLimits
{
    /// <summary>Readings in a chunk that we send.</summary>
    public const int ChunkReadings = 500;

    /// <summary>Bytes of a chunk that we send.</summary>
    public const int ChunkBytes = 64 * 1024;

    /// <summary>Bytes of any payload that we accept.</summary>
    public const int PayloadBytes = 256 * 1024;

    /// <summary>Readings or gaps in a chunk that we accept.</summary>
    public const int AcceptedReadings = 1000;

    /// <summary>Depth of nested arrays and objects that we accept.</summary>
    public const int JsonDepth = 6;

    /// <summary>Characters of any string that we accept, reasons and descriptions aside.</summary>
    public const int StringLength = 64;

    /// <summary>Characters of a reason or a description.</summary>
    public const int TextLength = 500;

    /// <summary>Sensors of one node.</summary>
    public const int Sensors = 64;

    /// <summary>Counts of one part's health.</summary>
    public const int Counts = 32;

    /// <summary>The highest sequence: what a double, a store's float and a browser still hold exactly, 2^53 - 1.</summary>
    public const long LastSequence = 9_007_199_254_740_991;

    /// <summary>The last instant that we accept, Unix milliseconds: the end of the year 2199.</summary>
    public const long LastInstant = 7_258_118_399_999;

    /// <summary>The longest sampling interval, seconds.</summary>
    public const double LongestIntervalS = 86_400;

    /// <summary>The highest speed of a tape that is told; what is faster goes as fast as it can.</summary>
    public const int FastestTape = 10_000;
}
