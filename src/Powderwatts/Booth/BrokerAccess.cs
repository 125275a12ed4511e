using System.Net;
using System.Security.Cryptography;
using System.Text;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Booth;

/// <summary>
/// Who may do what at the booth's broker. On this machine anyone may read without a name. Only the booth's own two connections
/// write, each in its part of its node's tree; nobody writes an acknowledgement, the collector injects it.
/// </summary>
internal sealed class BrokerAccess(string site, string node, string secret)
{
    private readonly byte[] expected = Encoding.UTF8.GetBytes(secret);

    /// <summary>User and client id of the connection for the record.</summary>
    public string DataUser { get; } = $"{site}/{node}";

    /// <summary>User and client id of the connection for the moment.</summary>
    public string LiveUser { get; } = $"{site}/{node}/live";

    /// <summary>May it connect? Our own client ids can't be taken over by others.</summary>
    public bool MayConnect(string clientId, string? user, string? password, IPAddress? from)
    {
        if (user is not null && user == clientId && (user == DataUser || user == LiveUser))
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password ?? ""), expected);
        return string.IsNullOrEmpty(user) && clientId != DataUser && clientId != LiveUser && from is not null && IPAddress.IsLoopback(from);
    }

    /// <summary>May the user write to the topic?</summary>
    public bool MayPublish(string? user, string topic) =>
        Topics.TryParse(topic, out var parsed) && parsed.Site == site && parsed.Node == node
            && ((user == DataUser && parsed.Leaf != TopicLeaf.Ack) || (user == LiveUser && parsed.Leaf == TopicLeaf.Live));
}
