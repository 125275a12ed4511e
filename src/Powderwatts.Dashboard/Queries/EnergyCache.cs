namespace Powderwatts.Dashboard.Queries;

/// <summary>
/// Keeps answers for up to 5 s, so that many pages ask the store once; who asks while an answer is being worked out waits for
/// it. Failures are not kept. At most 64 answers: the oldest one makes room. Thread-safe.
/// </summary>
internal sealed class EnergyCache(TimeProvider time)
{
    /// <summary>How long an answer is good.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    /// <summary>Answers that are kept.</summary>
    public const int MaxAnswers = 64;

    private readonly Lock door = new();
    private readonly Dictionary<EnergyQuestion, (Task<EnergyAnswer> Answer, long At)> answers = [];

    /// <summary>The answer that is kept, or the one that <paramref name="ask"/> gives.</summary>
    public Task<EnergyAnswer> GetAsync(EnergyQuestion question, Func<Task<EnergyAnswer>> ask, CancellationToken cancellationToken)
    {
        lock (door)
        {
            if (answers.TryGetValue(question, out var kept) && IsGood(kept))
                return kept.Answer.WaitAsync(cancellationToken);
            foreach (var old in answers.Where(a => !IsGood(a.Value)).Select(a => a.Key).ToList())
                answers.Remove(old);
            if (answers.Count >= MaxAnswers)
                answers.Remove(answers.MinBy(a => a.Value.At).Key);
            var answer = Task.Run(ask, CancellationToken.None); // never under the lock
            answers[question] = (answer, time.GetTimestamp());
            return answer.WaitAsync(cancellationToken);
        }
    }

    private bool IsGood((Task<EnergyAnswer> Answer, long At) kept) =>
        !kept.Answer.IsFaulted && !kept.Answer.IsCanceled && time.GetElapsedTime(kept.At) < GoodFor;
}
