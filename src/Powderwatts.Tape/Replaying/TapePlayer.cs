using System.Threading.Channels;

namespace Powderwatts.Tape.Replaying;

/// <summary>
/// Plays a recording: each reading at its instant on the tape's clock, in order of the lines; a line whose instant has passed goes at
/// once. Every reading has the origin `replay`. Reading the tape and waiting for the target never hold up the live path.
/// </summary>
/// <param name="site">The site that the chunks are of.</param>
/// <param name="source">The recording.</param>
/// <param name="options">How it is played.</param>
/// <param name="time">The clock.</param>
public sealed class TapePlayer(string site, ReadingSource source, PlayOptions options, TimeProvider time)
{
    /// <summary>Chunks that wait for the target; when they are that many the tape waits.</summary>
    private const int WaitingChunks = 8;

    /// <summary>Between the end of a pass and the beginning of the next, in time of the tape.</summary>
    private static readonly TimeSpan betweenPasses = TimeSpan.FromSeconds(1);

    private readonly PlayClock clock = new(options.Speed, time);
    private readonly TapeInstants instants = new(options.Shift);
    private readonly ChunkMaker chunks = new(time);
    private readonly Wake wake = new(time);
    private readonly Dictionary<(string Node, string Sensor), long> newest = [];
    private readonly Channel<PlayedChunk> waiting = Channel.CreateBounded<PlayedChunk>(
        new BoundedChannelOptions(WaitingChunks) { SingleReader = true, SingleWriter = true });
    private readonly Lock door = new();
    private long? sought;
    private int aligned = -1;
    private long readings;
    private long passes;
    private volatile bool ended;

    /// <summary>
    /// Gets each reading at its instant, if set before <see cref="RunAsync"/>: for the live path. Called on the player's own loop: copy
    /// and return. A reading that is older than the sensor's newest of the same pass is not given.
    /// </summary>
    public Action<TapeReading>? Live { get; set; }

    /// <summary>Where it is.</summary>
    public PlayState State => new(
        clock.Now is { } now ? (long)now : null, clock.Paused, ended, instants.ShiftMs, Interlocked.Read(ref readings), Interlocked.Read(ref passes));

    /// <summary>The tape stands until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        clock.Pause();
        wake.Call();
    }

    /// <summary>The tape goes on.</summary>
    public void Resume()
    {
        clock.Resume();
        wake.Call();
    }

    /// <summary>Goes to an instant of the tape, Unix milliseconds as recorded. Past the end: the end.</summary>
    public void Seek(long instant)
    {
        lock (door)
            sought = Math.Max(instant, options.From ?? 0);
        wake.Call();
    }

    /// <summary>Plays until the end, or until cancelled; returns when the target has taken the last chunk. Call it once.</summary>
    /// <returns>Readings played.</returns>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public async Task<long> RunAsync(ChunkTarget target, CancellationToken cancellationToken)
    {
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delivering = DeliverAsync(target, either);
        try
        {
            await PlayAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (delivering.IsFaulted)
        {
            // the target's fault is the one to tell
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // the tape's own fault: what was read before it is still given to the target
            await GiveOutAsync(all: true, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            waiting.Writer.TryComplete();
            await delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            waiting.Writer.TryComplete();
            if (cancellationToken.IsCancellationRequested)
                await delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await delivering.ConfigureAwait(false);
        return Interlocked.Read(ref readings);
    }

    private async Task DeliverAsync(ChunkTarget target, CancellationTokenSource either)
    {
        try
        {
            await foreach (var (node, chunk) in waiting.Reader.ReadAllAsync(either.Token).ConfigureAwait(false))
                await target(site, node, chunk, either.Token).ConfigureAwait(false);
        }
        catch
        {
            await either.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        var from = options.From;
        while (true)
        {
            var before = readings;
            var went = await PlayPassAsync(from, cancellationToken).ConfigureAwait(false);
            await GiveOutAsync(all: true, cancellationToken).ConfigureAwait(false);
            if (went is null && options.Loop && (readings > before || from != options.From))
                went = await WaitAsync((clock.Now ?? 0) + betweenPasses.TotalMilliseconds, cancellationToken).ConfigureAwait(false) ?? options.From ?? 0;
            if (went is null)
                break;
            from = went > 0 ? went : null;
        }

        ended = true;
        clock.Pause();
    }

    /// <summary>Plays once to the end; if a seek ends it before, the instant to go to.</summary>
    private async Task<long?> PlayPassAsync(long? from, CancellationToken cancellationToken)
    {
        var begun = false;
        instants.BeginPass();
        newest.Clear();
        foreach (var line in source(from))
        {
            var t = line.Reading.T;
            if (t < from || t >= options.To)
                continue;
            if (!begun || (options.SkipGaps is { } longest && clock.Now is { } now && t - now > longest.TotalMilliseconds))
                clock.Set(t);
            if (!begun)
                Interlocked.Increment(ref passes);
            begun = true;
            if (await WaitAsync(t, cancellationToken).ConfigureAwait(false) is { } instant)
                return instant;
            await EmitAsync(line, cancellationToken).ConfigureAwait(false);
        }

        return TakeSought();
    }

    /// <summary>Waits until the tape's clock has come to an instant; if a seek ends it before, the instant to go to.</summary>
    private async Task<long?> WaitAsync(double t, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakeSought() is { } instant)
                return instant;
            var left = clock.Until(t);
            if (chunks.UntilDue() is { } due)
            {
                if (left is null || due <= TimeSpan.Zero)
                    await GiveOutAsync(all: left is null, cancellationToken).ConfigureAwait(false);
                else if (due < left)
                    left = due;
            }

            if (left <= TimeSpan.Zero)
                return null;
            await wake.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EmitAsync(TapeReading line, CancellationToken cancellationToken)
    {
        if (clock.Jumps is var jumps && jumps != aligned && clock.Now is { } now)
        {
            instants.Align(time.GetUtcNow().ToUnixTimeMilliseconds(), now);
            aligned = jumps;
        }

        var played = instants.Play(line.Node, line.Reading);
        clock.Reach(line.Reading.T);
        Interlocked.Increment(ref readings);
        if (Live is { } live && IsNewest(line))
            live(new TapeReading(line.Node, played));
        if (chunks.Add(line.Node, played) is { } full)
            await waiting.Writer.WriteAsync(full, cancellationToken).ConfigureAwait(false);
    }

    private async Task GiveOutAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks.Take(all))
            await waiting.Writer.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
    }

    private bool IsNewest(in TapeReading line)
    {
        ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(newest, (line.Node, line.Reading.Sensor), out _);
        if (line.Reading.T < last)
            return false;
        last = line.Reading.T;
        return true;
    }

    private long? TakeSought()
    {
        if (sought is null)
            return null;
        lock (door)
        {
            var instant = sought;
            sought = null;
            return instant;
        }
    }
}
