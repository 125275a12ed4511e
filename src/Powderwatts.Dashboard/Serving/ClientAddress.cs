using System.Net;
using System.Net.Sockets;

namespace Powderwatts.Dashboard.Serving;

/// <summary>What counts as one client: an IPv4 address, or the /64 of an IPv6 address, as one machine owns all of it.</summary>
internal static class ClientAddress
{
    /// <summary>The address that stands for the client.</summary>
    public static IPAddress Group(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
