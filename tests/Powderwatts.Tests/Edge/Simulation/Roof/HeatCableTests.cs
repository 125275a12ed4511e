using CsCheck;
using Powderwatts.Edge.Simulation.Roof;

namespace Powderwatts.Tests.Edge.Simulation.Roof;

public sealed class HeatCableTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(-10, 9.5)]
    [InlineData(10, 6.5)]
    [InlineData(-30, 11)]
    [InlineData(40, 3)]
    public void Power_falls_with_the_temperature_between_its_ends(double temperatureC, double wattsPerFoot) =>
        Assert.Equal(wattsPerFoot, HeatCable.WattsPerFoot(temperatureC), 9);

    [Fact]
    public void Warming_and_cooling_go_on_from_where_they_are() =>
        Gen.Select(Gen.Double[0, 1], Gen.Bool, Gen.Double[0, 1000], Gen.Double[0, 1000]).Sample((cold, on, a, b) =>
            Math.Abs(HeatCable.Coldness(HeatCable.Coldness(cold, on, a), on, b) - HeatCable.Coldness(cold, on, a + b)) < 1e-12
            && HeatCable.Coldness(cold, on, a) is >= 0 and <= 1);

    [Fact]
    public void Five_percent_of_the_inrush_is_left_after_300_s() =>
        Assert.Equal(0.05, HeatCable.Coldness(1, on: true, 300), 0.001);

    [Fact]
    public void The_circuits_fit_their_breakers_and_their_chips()
    {
        Assert.Equal(["gutter-north", "gutter-south", "valley-1", "valley-2", "ridge-a", "downspout"], ModelRoof.Circuits.Select(c => c.Id));
        Assert.Equal(36, ModelRoof.Circuits[0].RatedW, 9);
        Assert.All(ModelRoof.Circuits, circuit =>
        {
            Assert.InRange(circuit.RatedW * RoofCircuit.Scale, 600, 3840);
            Assert.InRange(circuit.RatedW * 11 / 8 * (1 + circuit.InrushShare) / 12, 0, 8);
        });
    }
}
