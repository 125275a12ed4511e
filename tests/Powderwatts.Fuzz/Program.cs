using System.Globalization;
using Powderwatts.Fuzz;
using Powderwatts.Tests;

const string usage = """
    usage: fuzz.sh SECONDS [TARGET...] [--seed N]   each target for its share of the seconds; without names all of them
           fuzz.sh --again FILE TARGET              one kept input once more
    """;

var words = new List<string>(args);
var seed = Environment.TickCount & 0xFFFF;
if (words.IndexOf("--seed") is >= 0 and var option && option + 1 < words.Count)
{
    seed = int.Parse(words[option + 1], CultureInfo.InvariantCulture);
    words.RemoveRange(option, 2);
}

if (words is ["--again", var file, var name] && FuzzTargets.All.FirstOrDefault(t => t.Name == name) is { } again)
{
    Console.WriteLine(again.Read(file.EndsWith(".running", StringComparison.Ordinal) ? RunningInput.Read(file) : File.ReadAllBytes(file)));
    return 0;
}

var chosen = words.Count <= 1 ? FuzzTargets.All : [.. FuzzTargets.All.Where(t => words.Skip(1).Contains(t.Name))];
if (words.Count == 0 || !double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || chosen.Count < Math.Max(1, words.Count - 1))
{
    Console.Error.WriteLine($"{usage}targets: {string.Join(' ', FuzzTargets.All.Select(t => t.Name))}");
    return 2;
}

Console.WriteLine($"seed {seed}");
var good = true;
foreach (var target in chosen)
{
    using var run = new FuzzRun(target, seed, Path.Combine(Checkout.Root, "artifacts", "fuzz"));
    good &= run.Run(TimeSpan.FromSeconds(seconds / chosen.Count));
}

return good ? 0 : 1;
