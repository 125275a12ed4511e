using System.Text.RegularExpressions;

namespace Powderwatts.Fuzz;

/// <summary>
/// The inputs that new ones are made from: the seeds, and every input that led to an answer never seen before. The answer's words
/// without their numbers and names stand in for a map of the code that it ran through.
/// </summary>
internal sealed partial class Corpus(IReadOnlyList<byte[]> seeds)
{
    private const int MostInputs = 3000;
    private const int MostBytes = 64 * 1024;
    private const int Long = 4096;
    private const int EveryRead = 16;

    private readonly List<byte[]> inputs = [.. seeds];
    private readonly int seedCount = seeds.Count;
    private readonly HashSet<string> answers = new(StringComparer.Ordinal);
    private int read;

    public int Count => inputs.Count;

    /// <summary>Answers of different shape so far.</summary>
    public int Answers => answers.Count;

    /// <summary>A seed or what was made from one; a long one only now and then, as it takes the time of a hundred short ones.</summary>
    public byte[] Pick(Random random)
    {
        for (var tries = 0; ; tries++)
        {
            var input = inputs[random.Next(random.Next(2) == 0 ? seedCount : inputs.Count)];
            if (input.Length < Long || tries == 7 || random.Next(64) == 0)
                return input;
        }
    }

    /// <summary>Keeps an input when its answer is new, and some of those that were read.</summary>
    public void Offer(byte[] input, string answer)
    {
        if (input.Length > MostBytes || inputs.Count >= MostInputs)
            return;
        if (answers.Add(Shape(answer)) || (answer == "read" && ++read % EveryRead == 0))
            inputs.Add(input);
    }

    private static string Shape(string answer) => Varying().Replace(answer.Length > 300 ? answer[..300] : answer, "~");

    [GeneratedRegex("""'.*'|'[^']*$|".*"|[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?|[^ -~]+""")]
    private static partial Regex Varying();
}
