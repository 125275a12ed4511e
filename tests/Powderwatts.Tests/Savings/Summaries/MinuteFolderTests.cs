using CsCheck;
using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Switching;

namespace Powderwatts.Tests.Savings.Summaries;

public sealed class MinuteFolderTests
{
    private const long Hour = 3_600_000;
    private static readonly SwitchRule rule = SwitchRule.Of(1000);

    [Fact]
    public void An_hour_of_800_W_at_1_Hz_is_800_Wh_on_throughout()
    {
        var minutes = Fold(Every(1, 0, Hour, _ => 800));

        Assert.Equal(60, minutes.Count);
        Assert.Equal(800, minutes.Sum(m => m.EnergyWh), 6);
        Assert.All(minutes, m => Assert.Equal((60, 0, 800), (m.OnS, m.OffS, Math.Round(m.MeanW!.Value, 9))));
    }

    [Fact]
    public void The_first_300_s_after_switching_on_are_no_accounting_samples()
    {
        var minutes = Fold(Every(1, 0, Hour, t => t < 10 * 60_000 ? 0 : 800));

        Assert.Equal(Enumerable.Range(15, 45), minutes.Where(m => m.Settled).Select(m => (int)(m.T / 60_000)));
    }

    [Fact]
    public void Ten_minutes_without_samples_are_unknown_and_begin_a_new_settling()
    {
        var minutes = Fold(Every(1, 0, Hour, _ => 800).Where(s => s.T is <= 20 * 60_000 or >= 30 * 60_000));

        Assert.Equal(600, minutes.Sum(m => m.UnknownS));
        Assert.Equal(1.0 - (600 / 3600.0), 1 - (minutes.Sum(m => m.UnknownS) / 3600), 4);
        Assert.Equal([.. Enumerable.Range(5, 15), .. Enumerable.Range(35, 25)], minutes.Where(m => m.Settled).Select(m => (int)(m.T / 60_000)));
        Assert.Equal(800 * 50 / 60.0, minutes.Sum(m => m.EnergyWh), 6);
    }

    [Fact]
    public void What_a_counter_says_across_a_gap_is_energy_of_unknown_time()
    {
        var minutes = Fold([Counted(0, 0, 100), Counted(60_000, 0, 100), Counted(40 * 60_000, 0, 350), Counted(41 * 60_000, 0, 350)], 60);

        Assert.Equal(250, minutes.Sum(m => m.EnergyWh), 9);
        Assert.Equal(250, minutes[40].EnergyWh, 9);
        Assert.Equal((60, 0, 0), (minutes[40].OffS, minutes[40].OnS, minutes[40].UnknownS));
    }

    [Fact]
    public void Between_the_thresholds_a_circuit_stays_what_it_was()
    {
        var minutes = Fold(Every(10, 0, Hour, t => (t / 600_000) switch { 0 => 75, 1 => 0, 2 => 75, 3 => 120, 4 => 75, _ => 20 }));

        Assert.Equal(
            [SwitchState.Unknown, SwitchState.Off, SwitchState.Off, SwitchState.On, SwitchState.On, SwitchState.Off],
            Enumerable.Range(0, 6).Select(ten => minutes[(ten * 10) + 5]).Select(m => m.OnS == 60 ? SwitchState.On : m.OffS == 60 ? SwitchState.Off : SwitchState.Unknown));
    }

    [Fact]
    public void A_clipped_sample_keeps_its_minutes_out_of_the_accounting()
    {
        var minutes = Fold(Every(1, 0, Hour, _ => 800).Select(s => s with { Clipped = s.T == (30 * 60_000) + 5000 }));

        Assert.DoesNotContain(30, minutes.Where(m => m.Settled).Select(m => (int)(m.T / 60_000)));
        Assert.Equal(54, minutes.Count(m => m.Settled));
    }

    [Fact]
    public void On_off_and_unknown_fill_every_period_and_counters_tell_its_energy()
    {
        Gen.Select(Gen.Select(Gen.Long[1, 400_000], Gen.Double[0, 1500], Gen.Int[0, 9]).Array[0, 60], Gen.Long[-Hour, Hour]).Sample((steps, start) =>
        {
            var samples = new List<PowerSample>();
            var (t, counter, from) = (start, 5.0, -10 * Hour);
            var expected = 0.0;
            foreach (var (step, power, what) in steps)
            {
                t += step;
                var reset = what == 0;
                (counter, from) = reset ? (power / 100, t) : (counter + (power / 100), from);
                samples.Add(new PowerSample(t, power, 60, counter, from, false));
            }

            var minutes = Fold(samples);
            for (var i = 1; i < samples.Count; i++)
            {
                var (a, b) = (samples[i - 1], samples[i]);
                var energy = a.EnergyFrom == b.EnergyFrom ? b.EnergyWh!.Value - a.EnergyWh!.Value : b.EnergyWh!.Value;
                expected += b.T - a.T > 180_000 ? (b.T is >= 0 and < Hour ? energy : 0)
                    : energy * Math.Max(0, Math.Min(b.T, Hour) - Math.Max(a.T, 0)) / (b.T - a.T);
            }

            if (samples.Count > 0 && samples[0].EnergyFrom >= 0 && samples[0].T is >= 0 and < Hour)
                expected += samples[0].EnergyWh!.Value;
            Assert.Equal(60, minutes.Count);
            Assert.All(minutes, m => Assert.True(m.OnS >= 0 && m.OffS >= 0 && m.UnknownS >= 0 && m.EnergyWh >= 0));
            Assert.Equal(expected, minutes.Sum(m => m.EnergyWh), tolerance: 1e-6);
        });
    }

    [Fact]
    public void A_sample_given_twice_changes_nothing()
    {
        var samples = Every(7, 0, Hour, t => t / 5000).ToList();

        Assert.Equal(Fold(samples), Fold(samples.SelectMany(s => new[] { s, s })));
    }

    private static List<CircuitMinute> Fold(IEnumerable<PowerSample> samples, int minutes = 60)
    {
        var done = new List<CircuitMinute>();
        var folder = new MinuteFolder(rule, 0, minutes * 60_000L, done.Add);
        foreach (var sample in samples)
            folder.Add(sample);
        folder.End();
        return done;
    }

    private static IEnumerable<PowerSample> Every(int seconds, long from, long to, Func<long, double> power)
    {
        for (var t = from; t <= to; t += seconds * 1000)
            yield return new PowerSample(t, power(t), seconds, null, null, false);
    }

    private static PowerSample Counted(long t, double power, double wh) => new(t, power, 60, wh, -1, false);
}
