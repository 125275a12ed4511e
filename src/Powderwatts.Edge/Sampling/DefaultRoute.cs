namespace Powderwatts.Edge.Sampling;

/// <summary>Is there a way out of the local network, where a time server could be? Read from the kernel's tables.</summary>
internal static class DefaultRoute
{
    private const string Nowhere = "00000000000000000000000000000000";

    /// <summary>Is there one, for IPv4 or IPv6?</summary>
    public static bool Exists(string root = "/") =>
        // proc(5): Iface Destination Gateway Flags ...; the destination of the default route is 0
        Lines(Path.Combine(root, "proc/net/route")).Any(words => words is [var device, "00000000", ..] && device != "lo")
        // destination, its prefix length, source, its prefix length, next hop, metric, references, uses, flags, device; `lo` holds the route that refuses
        || Lines(Path.Combine(root, "proc/net/ipv6_route")).Any(words => words is [Nowhere, "00", .., var device] && device != "lo");

    private static IEnumerable<string[]> Lines(string file) =>
        File.Exists(file) ? File.ReadLines(file).Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)) : [];
}
