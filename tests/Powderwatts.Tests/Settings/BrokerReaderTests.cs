using Powderwatts.Settings;

namespace Powderwatts.Tests.Settings;

/// <summary>`broker:` with TLS.</summary>
public sealed class BrokerReaderTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TemporaryFolder folder = new();

    public BrokerReaderTests()
    {
        var (certificate, key) = authority.Issue(["lodge"]);
        File.WriteAllText(folder.File("ca.crt"), authority.Pem);
        File.WriteAllText(folder.File("own.crt"), certificate);
        Secret.Write(folder.File("own.key"), key);
        File.WriteAllText(folder.File("no.crt"), "nothing of the kind");
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Without_a_word_there_is_no_TLS()
    {
        var broker = Read("{ host: localhost }");

        Assert.Equal((false, 1883, (string?)null), (broker.Tls, broker.Port, broker.CaFile));
    }

    [Fact]
    public void With_TLS_the_port_is_8883_and_another_machine_is_no_fault()
    {
        var broker = Read("{ host: broker.lan, tls: true }");

        Assert.Equal((true, 8883, (string?)null), (broker.Tls, broker.Port, broker.CaFile));
        Assert.Equal(28883, Read("{ host: broker.lan, tls: true, port: 28883 }").Port);
    }

    [Fact]
    public void Files_are_found_beside_the_rig()
    {
        var broker = Read("{ host: broker.lan, tls: true, ca_file: ca.crt, client_certificate_file: ./own.crt, client_key_file: own.key }");

        Assert.Equal(
            (folder.File("ca.crt"), folder.File("own.crt"), folder.File("own.key")), (broker.CaFile, broker.ClientCertificateFile, broker.ClientKeyFile));
    }

    [Theory]
    [InlineData("{ tls: yes }", "2:16  error  broker.tls  \"yes\" is unknown; allowed: true, false")]
    [InlineData("{ tls: true, ca_file: no.crt }", "2:31  error  broker.ca_file  '<folder>/no.crt' holds no certificate in PEM form")]
    [InlineData("{ tls: true, ca_file: gone.crt }", "2:31  error  broker.ca_file  '<folder>/gone.crt' does not exist")]
    [InlineData("{ tls: true, ca_file: . }", "2:31  error  broker.ca_file  '<folder>' cannot be read")]
    [InlineData("{ ca_file: ca.crt }", "2:20  error  broker.ca_file  is for an encrypted connection; add tls: true")]
    [InlineData("{ tls: false, client_key_file: own.key }", "broker.client_key_file  is for an encrypted connection; add tls: true")]
    [InlineData("{ tls: true, allow_insecure: true }", "2:38  error  broker.allow_insecure  is for a connection without TLS; remove it")]
    [InlineData("{ tls: true, client_certificate_file: own.crt }", "broker.client_certificate_file  needs client_key_file")]
    [InlineData("{ tls: true, client_key_file: own.key }", "broker.client_key_file  needs client_certificate_file")]
    [InlineData("{ tls: true, client_certificate_file: ca.crt, client_key_file: own.key }", "broker.client_certificate_file  the private key in '<folder>/own.key' is not that of")]
    [InlineData("{ tls: true, client_certificate_file: own.crt, client_key_file: ca.crt }", "broker.client_key_file  cannot use secret file '<folder>/ca.crt': others may read it")]
    [InlineData("{ tls: true, verify: false }", "broker.verify  unknown key")]
    [InlineData("{ tls: true, ca_fil: ca.crt }", "broker.ca_fil  unknown key; did you mean \"ca_file\"?")]
    public void A_fault_is_named_with_its_place(string broker, string expected)
    {
        var faults = Assert.Throws<SettingsException>(() => Read(broker)).Message;

        Assert.Contains(expected.Replace("<folder>", folder.Path, StringComparison.Ordinal), faults, StringComparison.Ordinal);
    }

    private BrokerSettings Read(string broker) =>
        RigReader.Read($"version: 1\nbroker: {broker}\n", folder.File("rig.yaml"), new Dictionary<string, string>()).Broker;
}
