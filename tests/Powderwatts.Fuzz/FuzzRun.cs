using System.Diagnostics;
using System.Globalization;

namespace Powderwatts.Fuzz;

/// <summary>Feeds one target for a while: its seeds first, then bent ones. The first finding ends it and is kept in a file.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed, string findings) : IDisposable
{
    private static readonly TimeSpan hangs = TimeSpan.FromSeconds(10);

    private readonly Random random = new(seed);
    private readonly Corpus corpus = new(target.Seeds);
    private readonly RunningInput running = new(System.IO.Path.Combine(Directory.CreateDirectory(findings).FullName, $"{target.Name}.running"));
    private long inputs;
    private long read;
    private long bytes;
    private TimeSpan slowest;
    private int slowestBytes;
    private long startedAt;

    /// <summary>True when nothing was found.</summary>
    public bool Run(TimeSpan length)
    {
        using var watch = new Timer(_ => EndIfItHangs(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var whole = Stopwatch.StartNew();
        var mutator = new Mutator(random);
        for (var round = 0; round < 2; round++)
        {
            slowest = TimeSpan.Zero; // the first round pays for the compiler
            foreach (var input in target.Seeds)
            {
                if (!Feed(input))
                    return false;
            }
        }

        while (whole.Elapsed < length)
        {
            if (!Feed(mutator.Mutate(corpus.Pick(random), corpus.Pick(random))))
                return false;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name,-16} {inputs,9} inputs {bytes / 1e6,8:0.0} MB  {read,8} read  {corpus.Answers,5} kinds of answer  {corpus.Count,5} kept  slowest {slowest.TotalMilliseconds,7:0.00} ms ({slowestBytes} bytes)"));
        return true;
    }

    public void Dispose() => running.Dispose();

    private bool Feed(byte[] input)
    {
        running.Set(input);
        Interlocked.Exchange(ref startedAt, Stopwatch.GetTimestamp());
        try
        {
            var answer = target.Read(input);
            var took = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref startedAt, 0));
            if (took > slowest)
                (slowest, slowestBytes) = (took, input.Length);
            corpus.Offer(input, answer);
            inputs++;
            bytes += input.Length;
            if (answer == "read")
                read++;
            return true;
        }
        catch (Exception fault)
        {
            var file = System.IO.Path.Combine(findings, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{seed}-{inputs}.bin"));
            File.WriteAllBytes(file, input);
            Console.WriteLine($"{target.Name}: {fault}\nThe input is in {file}; run it again with: bash tests/fuzz.sh --again {file} {target.Name}");
            return false;
        }
    }

    private void EndIfItHangs()
    {
        var since = Interlocked.Read(ref startedAt);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < hangs)
            return;
        Console.WriteLine($"{target.Name}: one input took over {hangs.TotalSeconds} s. It is in {running.Path} behind 4 bytes of length");
        Environment.Exit(1);
    }
}
