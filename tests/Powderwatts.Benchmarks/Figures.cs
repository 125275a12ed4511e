using System.Globalization;

namespace Powderwatts.Benchmarks;

/// <summary>The results of several rounds of one thing.</summary>
internal sealed class Figures(string name, string unit)
{
    private readonly List<double> values = [];

    /// <summary>The middle one.</summary>
    public double Median => At(0.5);

    /// <summary>Adds a round's result.</summary>
    public void Add(double value) => values.Add(value);

    /// <summary>Adds many.</summary>
    public void Add(IEnumerable<double> more) => values.AddRange(more);

    /// <summary>The value below which this part lies.</summary>
    public double At(double part)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Round(part * (sorted.Length - 1), MidpointRounding.AwayFromZero)];
    }

    /// <summary>Prints minimum, median and maximum.</summary>
    public void Print() => Console.WriteLine($"{name,-58} {Show(At(0)),10} / {Show(Median),10} / {Show(At(1)),10} {unit}");

    /// <summary>Prints what a distribution is told by.</summary>
    public void PrintSpread() =>
        Console.WriteLine($"{name,-58} p50 {Show(Median)}, p95 {Show(At(0.95))}, max {Show(At(1))} {unit}, {values.Count} samples");

    /// <summary>Prints the ratio of the rounds, pair by pair: it holds when the machine's speed drifts.</summary>
    public void PrintRatio(string label, Figures peer)
    {
        var ratio = new Figures(label, "x");
        ratio.Add(values.Zip(peer.values, (mine, theirs) => mine / theirs));
        ratio.Print();
    }

    private static string Show(double value) =>
        value.ToString(Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
