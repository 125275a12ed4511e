using System.Collections.Immutable;
using System.Reflection;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;
using Powderwatts.Tape.Replaying;
using Powderwatts.Tapes;

namespace Powderwatts.Replaying;

/// <summary>A tape that is to be played, with what it holds.</summary>
/// <param name="Name">The name for screens.</param>
/// <param name="Site">The site's id.</param>
/// <param name="Zone">The site's time zone; UTC when this machine does not know the tape's.</param>
/// <param name="Nodes">Its nodes, under the names that they play under.</param>
/// <param name="First">The earliest instant, Unix milliseconds.</param>
/// <param name="Last">The latest instant, Unix milliseconds.</param>
/// <param name="Readings">How many readings it holds.</param>
/// <param name="Source">Opens it.</param>
internal sealed record ReplayTape(
    string Name, string Site, TimeZoneInfo Zone, ImmutableArray<TapeNode> Nodes, long First, long Last, long Readings, ReadingSource Source)
{
    /// <summary>The name of the tape that the program brings.</summary>
    public const string Bundled = "bundled";

    /// <summary>Nodes of a tape that can be played: each has two connections to the broker.</summary>
    public const int MostNodes = 32;

    private const string BesideEnding = "-tape";

    /// <summary>Looks into a tape.</summary>
    /// <exception cref="StartException">It cannot be played: one sentence with the next step.</exception>
    public static ReplayTape Open(ReplayOptions options)
    {
        using var reader = Reader(options.File);
        try
        {
            return Of(reader, options);
        }
        catch (TapeException fault)
        {
            throw new StartException(fault.Message, fault);
        }
    }

    /// <summary>What of it could not be read so far.</summary>
    public TapeLoss Loss { get; private init; } = new();

    /// <summary>The zone of a tape's site.</summary>
    /// <exception cref="StartException">It cannot be read.</exception>
    public static TimeZoneInfo ZoneOf(string file)
    {
        using var reader = Reader(file);
        return TapeZone.Of(reader.Header);
    }

    /// <summary>What the screens say of it before it begins.</summary>
    public TapeAbout About(PlayOptions options) => new(Name, options.Speed, null, First, Last);

    private static ReplayTape Of(TapeReader reader, ReplayOptions options)
    {
        var (header, held) = (reader.Header, reader.Summary());
        var loss = new TapeLoss();
        loss.Note(reader.End);
        if (held is not { First: { } first, Last: { } last })
            throw new StartException($"cannot play tape '{options.File}': it holds no readings; see `powderwatts tape info`");
        if (options.Play.Fault() is { } fault)
            throw new StartException($"cannot play tape '{options.File}': {fault}");
        if (options.Play.From > last || options.Play.To <= first)
        {
            throw new StartException(
                $"cannot play tape '{options.File}': nothing of it lies between --from and --to; it holds {UtcText.Seconds(first)} to {UtcText.Seconds(last)}");
        }

        var nodes = NodesOf(header, held);
        if (nodes.Length > MostNodes)
            throw new StartException($"cannot play tape '{options.File}': it has {nodes.Length} nodes, at most {MostNodes} can be played; cut it with `powderwatts tape cut`");
        var source = options.File == Bundled ? TapeSources.Of(OpenBundled, loss.Note) : TapeSources.File(options.File, loss.Note);
        if (options.Beside)
        {
            var names = BesideNames([.. nodes.Select(node => node.Node)]);
            nodes = [.. nodes.Select(node => node with { Node = names[node.Node] })];
            source = TapeSources.Renamed(source, node => names[node]);
        }

        return new ReplayTape(
            header.Name, header.Site, TimeZoneInfo.TryFindSystemTimeZoneById(header.Zone, out var zone) && zone.HasIanaId ? zone : TimeZoneInfo.Utc,
            nodes, first, last, held.Readings, source)
        {
            Loss = loss,
        };
    }

    /// <summary>The nodes that have readings, each sensor with the origin that it plays under; what was never described is by its id.</summary>
    private static ImmutableArray<TapeNode> NodesOf(TapeHeader header, TapeSummary held)
    {
        var described = header.Nodes.ToDictionary(node => node.Node, node => node.Sensors, StringComparer.Ordinal);
        return
        [
            .. held.Sensors.GroupBy(total => total.Node, StringComparer.Ordinal).OrderBy(node => node.Key, StringComparer.Ordinal).Select(node =>
            {
                ImmutableArray<SensorAbout> known = described.GetValueOrDefault(node.Key, []);
                var unknown = node.Select(total => total.Sensor).Except(known.Select(sensor => sensor.Sensor), StringComparer.Ordinal)
                    .Select(id => new SensorAbout(id, id, "tape", Kind.Circuit, Origin.Replay, null, [], null, Reading.DefaultIntervalS, null));
                return new TapeNode(node.Key, [.. known.Select(sensor => sensor with { Origin = Origin.Replay }).Concat(unknown).Take(WireLimits.Sensors)]);
            }),
        ];
    }

    /// <summary>A name for each node with `-tape` at its end; of long names the end is cut off, and a number keeps two of them apart.</summary>
    internal static IReadOnlyDictionary<string, string> BesideNames(IReadOnlyCollection<string> nodes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes.OrderBy(node => node.Length))
        {
            var (ending, number) = (BesideEnding, 1);
            while (!taken.Add(names[node] = node[..Math.Min(node.Length, Id.MaxLength - ending.Length)] + ending))
                ending = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{++number}{BesideEnding}");
        }

        return names;
    }

    private static TapeReader Reader(string file)
    {
        try
        {
            return file == Bundled ? TapeReader.Open(OpenBundled()) : TapeReader.Open(file);
        }
        catch (TapeException fault)
        {
            throw new StartException(fault.Message, fault);
        }
    }

    private static Stream OpenBundled() => Assembly.GetExecutingAssembly().GetManifestResourceStream("tapes/roof-storm.pwtape")!;
}
