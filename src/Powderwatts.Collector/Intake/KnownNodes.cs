namespace Powderwatts.Collector.Intake;

/// <summary>The nodes that a collector serves: the first that come, up to a limit, so that made-up names fill no memory. Thread-safe.</summary>
internal sealed class KnownNodes(int mostNodes, int mostSensors)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Site, string Node), KnownNode> nodes = [];

    public int Count
    {
        get
        {
            lock (gate)
                return nodes.Count;
        }
    }

    /// <summary>The node, if it is known: takes no place.</summary>
    public KnownNode? Find(string site, string node)
    {
        lock (gate)
            return nodes.GetValueOrDefault((site, node));
    }

    /// <summary>The node, new ones included; null beyond the limit.</summary>
    public KnownNode? Admit(string site, string node)
    {
        lock (gate)
        {
            if (nodes.TryGetValue((site, node), out var known))
                return known;
            if (nodes.Count >= mostNodes)
                return null;
            return nodes[(site, node)] = new(mostSensors);
        }
    }
}
