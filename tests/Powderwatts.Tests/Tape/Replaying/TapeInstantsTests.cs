using Powderwatts.Readings;
using Powderwatts.Tape.Replaying;
using static Powderwatts.Tests.Tape.Replaying.TapePlayerTests;

namespace Powderwatts.Tests.Tape.Replaying;

public sealed class TapeInstantsTests
{
    private const long Begun = 1_700_000_000_000;
    private readonly TapeInstants instants = new(shift: true);
    private long now = 1_796_112_732_000;

    [Fact]
    public void A_shifted_counter_begins_at_0_with_the_pass_and_keeps_its_beginning()
    {
        Begin(0);
        var first = Play(0, 500, Begun);
        var second = Play(1000, 501.5, Begun);

        Assert.Equal((0d, first.T), (first.Values[Quantity.EnergyWh]!.Value, first.EnergyFrom));
        Assert.Equal((1.5, first.T), (second.Values[Quantity.EnergyWh]!.Value, second.EnergyFrom));
    }

    [Fact]
    public void The_counter_of_the_next_pass_is_another_one()
    {
        Begin(0);
        var before = Play(1000, 501.5, Begun);
        now += 5000;
        Begin(0);
        var after = Play(0, 500, Begun);

        Assert.Equal(0, after.Values[Quantity.EnergyWh]);
        Assert.True(after.EnergyFrom > before.EnergyFrom);
        Assert.True(after.T > before.T);
    }

    [Fact]
    public void A_counter_that_began_anew_on_the_tape_begins_anew_here_and_counts_from_0()
    {
        Begin(0);
        var first = Play(0, 500, Begun);
        var reset = Play(3000, 0.25, first.T - now + At(2000).Reading.T);

        Assert.Equal(0.25, reset.Values[Quantity.EnergyWh]);
        Assert.Equal(first.T + 2000, reset.EnergyFrom);
    }

    [Fact]
    public void A_pause_moves_the_instants_that_follow_and_not_the_beginning_of_the_counter()
    {
        Begin(0);
        var first = Play(0, 500, Begun);
        now += 60_000;
        instants.Align(now, At(1000).Reading.T);
        var second = Play(1000, 501, Begun);

        Assert.Equal(now, second.T);
        Assert.Equal((1d, first.EnergyFrom), (second.Values[Quantity.EnergyWh]!.Value, second.EnergyFrom));
    }

    [Fact]
    public void A_reading_that_arrived_late_has_no_energy_below_0()
    {
        Begin(0);
        Play(0, 500, Begun);

        Assert.Equal(0, Play(-1000, 499, Begun).Values[Quantity.EnergyWh]);
    }

    [Fact]
    public void In_the_tapes_own_time_nothing_changes_but_the_origin()
    {
        var own = new TapeInstants(shift: false);
        own.BeginPass();
        own.Align(now, At(0).Reading.T);
        var recorded = At(0, energyWh: 500, energyFrom: Begun).Reading;

        Assert.Equal(recorded with { Origin = Origin.Replay }, own.Play("booth-pi", recorded));
        Assert.Null(own.ShiftMs);
    }

    private void Begin(long t)
    {
        instants.BeginPass();
        instants.Align(now, At(t).Reading.T);
    }

    private Reading Play(long t, double energyWh, long from) => instants.Play("booth-pi", At(t, energyWh: energyWh, energyFrom: from).Reading);
}
