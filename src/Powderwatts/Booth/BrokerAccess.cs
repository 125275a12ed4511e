using System.Net;
using System.Security.Cryptography;
using System.Text;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Booth;

/// <summary>
/// Who may do what at the booth's broker. On this machine anyone may read without a name. Only the booth's own connections, two a
/// node, write, each in its part of its node's tree; nobody writes an acknowledgement, the collector injects it.
/// </summary>
internal sealed class BrokerAccess(string site, IReadOnlyList<string> nodes, string secret)
{
    private readonly byte[] expected = Encoding.UTF8.GetBytes(secret);
    private readonly HashSet<string> own = new(nodes.SelectMany(node => (string[])[DataUserOf(site, node), LiveUserOf(site, node)]), StringComparer.Ordinal);

    /// <summary>May it connect? Our own client ids can't be taken over by others.</summary>
    public bool MayConnect(string clientId, string? user, string? password, IPAddress? from)
    {
        if (user is not null && user == clientId && own.Contains(user))
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password ?? ""), expected);
        return string.IsNullOrEmpty(user) && !own.Contains(clientId) && from is not null && IPAddress.IsLoopback(from);
    }

    /// <summary>May the user write to the topic?</summary>
    public bool MayPublish(string? user, string topic) =>
        user is not null && own.Contains(user) && Topics.TryParse(topic, out var parsed) && parsed.Site == site
            && ((user == DataUserOf(site, parsed.Node) && parsed.Leaf != TopicLeaf.Ack)
                || (user == LiveUserOf(site, parsed.Node) && parsed.Leaf == TopicLeaf.Live));

    private static string DataUserOf(string site, string node) => $"{site}/{node}";

    private static string LiveUserOf(string site, string node) => $"{site}/{node}/live";
}
