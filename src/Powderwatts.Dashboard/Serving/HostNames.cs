using System.Net;
using Microsoft.AspNetCore.Http;

namespace Powderwatts.Dashboard.Serving;

/// <summary>
/// Which names a browser may use for this dashboard. A page elsewhere can point a name of its own at this address (DNS
/// rebinding) and read the answers; it cannot do so with an address, nor with a name of ours.
/// </summary>
internal sealed class HostNames
{
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly bool lan;

    /// <summary>Takes the names of the settings and, when open to the network, this machine's.</summary>
    public HostNames(IEnumerable<string> configured, bool lan, string machine)
    {
        this.lan = lan;
        names.UnionWith(configured);
        if (lan)
            names.UnionWith([machine, machine + ".local"]);
    }

    /// <summary>The names, for messages.</summary>
    public string Allowed => string.Join(", ", names.Order(StringComparer.OrdinalIgnoreCase)) + " or an address of this machine";

    /// <summary>May a request name this host?</summary>
    /// <param name="host">The Host header.</param>
    /// <param name="local">The address at which the connection arrived.</param>
    public bool Allows(HostString host, IPAddress? local)
    {
        if (!host.HasValue)
            return false;
        if (!IPAddress.TryParse(host.Host, out var address))
            return names.Contains(host.Host.TrimEnd('.'));
        return lan || IPAddress.IsLoopback(address) || (local is not null && Same(address, local));
    }

    private static bool Same(IPAddress a, IPAddress b) => a.MapToIPv6().Equals(b.MapToIPv6());
}
