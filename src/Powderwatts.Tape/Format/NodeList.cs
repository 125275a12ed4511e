using System.Buffers;
using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>The nodes of a tape, in order of first appearance. What a node said last counts; a sensor that it no longer names stays known.</summary>
internal sealed class NodeList
{
    private readonly List<TapeNode> nodes = [];

    /// <summary>The nodes.</summary>
    public ImmutableArray<TapeNode> ToNodes() => [.. nodes];

    /// <summary>Takes a description; null, or why it is one too many.</summary>
    public string? Take(TapeNode node)
    {
        var place = nodes.FindIndex(n => n.Node == node.Node);
        if (place < 0 && nodes.Count == TapeLimits.Nodes)
            return $"more than {TapeLimits.Nodes} nodes";
        var merged = place < 0 ? node : Merge(nodes[place], node);
        var others = nodes.Sum(n => n.Sensors.Length) - (place < 0 ? 0 : nodes[place].Sensors.Length);
        if (others + merged.Sensors.Length > TapeLimits.Sensors)
            return $"more than {TapeLimits.Sensors} sensors";
        if (place < 0)
            nodes.Add(merged);
        else
            nodes[place] = merged;
        return null;
    }

    /// <summary>Does another list say the same?</summary>
    public bool IsAs(NodeList other) => Written(this).AsSpan().SequenceEqual(Written(other));

    private static byte[] Written(NodeList list)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var node in list.nodes)
            LineJson.WriteNode(output, node);
        return output.WrittenSpan.ToArray();
    }

    private static TapeNode Merge(TapeNode old, TapeNode node)
    {
        var gone = old.Sensors.Where(sensor => node.Sensors.All(s => s.Sensor != sensor.Sensor));
        return new TapeNode(node.Node, [.. node.Sensors, .. gone.Take(WireLimits.Sensors - node.Sensors.Length)]);
    }
}
