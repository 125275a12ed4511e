using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Dashboard.Queries;

public sealed class EnergyCacheTests
{
    private static readonly EnergyQuestion today = new(Origin.Live, null, null, "total");
    private readonly FakeTimeProvider time = new();
    private readonly EnergyCache cache;
    private int asked;

    public EnergyCacheTests() => cache = new EnergyCache(time);

    [Fact]
    public async Task The_same_question_within_5_s_asks_the_store_once()
    {
        var first = await AskAsync(today);
        time.Advance(TimeSpan.FromSeconds(4.9));
        var second = await AskAsync(today with { });

        Assert.Same(first, second);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_answer_of_5_s_is_asked_for_again()
    {
        await AskAsync(today);
        time.Advance(TimeSpan.FromSeconds(5));
        await AskAsync(today);

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Another_question_has_another_answer()
    {
        await AskAsync(today);
        await AskAsync(today with { By = "hour" });
        await AskAsync(today with { Origin = Origin.Sim });

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync(
            today, () => throw new InvalidOperationException("down"), TestContext.Current.CancellationToken));

        await AskAsync(today);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Who_goes_away_does_not_end_the_question_for_the_others()
    {
        var answer = new TaskCompletionSource<EnergyAnswer>();
        using var gone = new CancellationTokenSource();
        var first = cache.GetAsync(today, () => answer.Task, gone.Token);
        var second = cache.GetAsync(today, () => answer.Task, TestContext.Current.CancellationToken);

        await gone.CancelAsync();
        answer.SetResult(Empty());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.NotNull(await second);
    }

    private Task<EnergyAnswer> AskAsync(EnergyQuestion question) => cache.GetAsync(
        question,
        () =>
        {
            asked++;
            return Task.FromResult(Empty());
        },
        TestContext.Current.CancellationToken);

    private static EnergyAnswer Empty() => new(0, 1, [], CircuitEnergy.Sum([], [0, 1]));
}
