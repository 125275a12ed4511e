using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class LiveTests
{
    private readonly LiveSlots slots = new();

    [Fact]
    public void A_newer_reading_replaces_the_one_that_was_not_taken()
    {
        slots.Put(Watts("a", 1, 10));
        slots.Put(Watts("a", 2, 20));

        Assert.True(slots.TryTake(out var reading));
        Assert.Equal(2, reading.T);
        Assert.False(slots.TryTake(out _));
        Assert.Equal(1, slots.Replaced);
    }

    [Fact]
    public void Every_sensor_has_its_turn_however_fast_another_is()
    {
        slots.Put(Watts("fast", 1, 10));
        slots.Put(Watts("slow", 1, 10));
        slots.Put(Watts("fast", 2, 10));
        Assert.True(slots.TryTake(out var first));
        slots.Put(Watts("fast", 3, 10));
        Assert.True(slots.TryTake(out var second));
        Assert.True(slots.TryTake(out var third));

        Assert.Equal(("fast", 2L), (first.Sensor, first.T));
        Assert.Equal("slow", second.Sensor);
        Assert.Equal(("fast", 3L), (third.Sensor, third.T));
    }

    [Fact]
    public void There_is_never_a_backlog()
    {
        for (var i = 0; i < 10_000; i++)
            slots.Put(Watts(i % 2 == 0 ? "a" : "b", i, i));

        var left = 0;
        while (slots.TryTake(out _))
            left++;

        Assert.Equal(2, left);
        Assert.Equal(9_998, slots.Replaced);
    }

    [Fact]
    public void Live_carries_the_committed_energy_so_that_it_never_falls()
    {
        var live = LiveReading.Of(Energy(123.4), (120.5, 1_795_000_000_000))!.Value;

        Assert.Equal(120.5, live.Values[Quantity.EnergyWh]);
        Assert.Equal(1_795_000_000_000, live.EnergyFrom);
        Assert.Equal(5, live.Values[Quantity.PowerW]);
    }

    [Fact]
    public void Before_the_first_commit_it_carries_no_energy()
    {
        var live = LiveReading.Of(Energy(0.1), null)!.Value;

        Assert.False(live.Values.Has(Quantity.EnergyWh));
        Assert.Null(live.EnergyFrom);
    }

    [Fact]
    public void A_reading_of_nothing_but_energy_is_not_shown_before_the_first_commit()
    {
        var values = default(QuantityValues);
        values[Quantity.EnergyWh] = 1;

        Assert.Null(LiveReading.Of(new Reading("meter", 1, values) { EnergyFrom = 1 }, null));
    }

    [Fact]
    public void A_sensor_without_a_counter_is_shown_as_it_is() =>
        Assert.Equal(Watts("a", 1, 10), LiveReading.Of(Watts("a", 1, 10), (5, 1)));

    private static Reading Watts(string sensor, long t, double watts)
    {
        var values = default(QuantityValues);
        values[Quantity.PowerW] = watts;
        return new Reading(sensor, t, values);
    }

    private static Reading Energy(double wh)
    {
        var values = default(QuantityValues);
        values[Quantity.PowerW] = 5;
        values[Quantity.EnergyWh] = wh;
        return new Reading("a", 1_796_000_000_000, values) { EnergyFrom = 1_796_000_000_000 };
    }
}
