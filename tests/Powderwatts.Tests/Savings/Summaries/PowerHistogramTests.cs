using CsCheck;
using Powderwatts.Savings.Summaries;

namespace Powderwatts.Tests.Savings.Summaries;

public sealed class PowerHistogramTests
{
    [Fact]
    public void Quantiles_are_within_one_percent_of_rated_power() =>
        Gen.Select(Gen.Double[0, 590].Array[1, 300], Gen.Double[0, 1]).Sample((powers, part) =>
        {
            var histogram = new PowerHistogram();
            foreach (var power in powers)
                histogram.Add(power, 500);
            var sorted = powers.Order().ToArray();
            var rank = part * (sorted.Length - 1);
            // between two values that are far apart type 7 lies on the line between them, a histogram at one of them
            Assert.InRange(500 * histogram.Quantile(part), sorted[(int)Math.Floor(rank)] - 5, sorted[(int)Math.Ceiling(rank)] + 5);
        });

    [Fact]
    public void A_merged_histogram_is_that_of_all_minutes() =>
        Gen.Select(Gen.Double[0, 700].Array[1, 50], Gen.Double[0, 700].Array[1, 50]).Sample((left, right) =>
        {
            var (a, b, both) = (Of(left), Of(right), Of([.. left, .. right]));
            a.Add(b);

            Assert.Equal(both.Count, a.Count);
            Assert.Equal(both.Quantile(0.86), a.Quantile(0.86));
        });

    [Fact]
    public void What_is_far_above_rated_power_is_in_the_last_step() => Assert.Equal(1, Of([5000])[PowerHistogram.Steps - 1]);

    [Fact]
    public void An_empty_one_has_no_quantiles() => Assert.Throws<InvalidOperationException>(() => new PowerHistogram().Quantile(0.5));

    private static PowerHistogram Of(double[] powers)
    {
        var histogram = new PowerHistogram();
        foreach (var power in powers)
            histogram.Add(power, 500);
        return histogram;
    }
}
