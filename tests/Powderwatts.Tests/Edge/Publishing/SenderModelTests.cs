using CsCheck;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class SenderModelTests
{
    [Fact]
    public async Task Every_committed_row_ends_stored_refused_named_or_in_a_dead_letter_whatever_happens() =>
        await Gen.Int.SampleAsync(async seed =>
        {
            using var world = new SenderWorld(seed);
            for (var i = 0; i < 120; i++)
                await world.ActAsync();
            await world.HealAsync();
            world.Check();
        }, iter: 6, threads: 1);
}
