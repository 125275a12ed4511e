namespace Powderwatts.Savings.Summaries;

/// <summary>
/// How often a circuit drew what: settled minutes in steps of 1 % of rated power, 0 to 120 %; what is higher is in the last step.
/// Quantiles out of it are within 1 % of rated power.
/// </summary>
public sealed class PowerHistogram
{
    /// <summary>Number of steps.</summary>
    public const int Steps = 121;

    private readonly int[] counts = new int[Steps];

    /// <summary>Number of minutes.</summary>
    public int Count { get; private set; }

    /// <summary>Minutes in a step: step n holds (n - 0.5) % to (n + 0.5) % of rated power.</summary>
    public int this[int step]
    {
        get => counts[step];
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Count += value - counts[step];
            counts[step] = value;
        }
    }

    /// <summary>Takes one minute.</summary>
    /// <param name="powerW">Mean power, W.</param>
    /// <param name="ratedW">Rated power, W, above 0.</param>
    public void Add(double powerW, double ratedW) => this[(int)Math.Clamp(Math.Round(100 * powerW / ratedW), 0, Steps - 1)]++;

    /// <summary>Takes all minutes of another one.</summary>
    public void Add(PowerHistogram other)
    {
        for (var step = 0; step < Steps; step++)
            counts[step] += other.counts[step];
        Count += other.Count;
    }

    /// <summary>The value that a part of the minutes does not exceed, in parts of rated power (1 is rated); type 7, evenly spread within a step.</summary>
    /// <param name="part">0 to 1.</param>
    /// <exception cref="InvalidOperationException">It is empty.</exception>
    public double Quantile(double part)
    {
        if (Count == 0)
            throw new InvalidOperationException("an empty histogram has no quantiles");
        var rank = part * (Count - 1);
        var before = 0;
        for (var step = 0; step < Steps; step++)
        {
            if (counts[step] > 0 && rank < before + counts[step])
                return (step - 0.5 + ((rank - before + 0.5) / counts[step])) / 100;
            before += counts[step];
        }

        return (Steps - 1) / 100.0;
    }
}
