using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Readings.Mqtt;
using Powderwatts.SystemTests.Compose;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Broker;

/// <summary>certificates.sh, and the listeners that its certificates are for.</summary>
public sealed class CertificatesScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_it_makes_lets_a_node_in_over_the_listener_for_the_network(bool containers)
    {
        using var files = await BrokerFiles.MakeAsync(Token);
        Assert.Equal((0, ""), await files.CertificatesAsync(["broker.lan", "127.0.0.1", "::1", "localhost"], Token));
        var port = MosquittoServer.FreePort();
        await using var broker = await MosquittoServer.StartWholeAsync(plain => containers ? Containers(files, plain, port) : files.SettingsWithTls(plain, port), Token, port);

        foreach (var host in new[] { "localhost", "127.0.0.1" })
            Assert.Equal("in", await ConnectAsync(files, port, host, "ca.crt"));

        // and again: the broker's certificate is a new one, the authority is not
        var (authority, certificate) = (Read(files, "ca.crt"), Read(files, "server.crt"));
        Assert.Equal((0, ""), await files.CertificatesAsync(["127.0.0.1"], Token));
        Assert.Equal(authority, Read(files, "ca.crt"));
        Assert.NotEqual(certificate, Read(files, "server.crt"));
        await broker.KillAsync();
        await broker.StartAsync(Token);
        Assert.Equal("in", await ConnectAsync(files, port, "127.0.0.1", "ca.crt"));
        Assert.Contains("is for '127.0.0.1', not for 'localhost'", await ConnectAsync(files, port, "localhost", "ca.crt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_for_their_owner_and_certificates_for_their_purpose()
    {
        using var files = await BrokerFiles.MakeAsync(Token);
        Assert.Equal((0, ""), await files.CertificatesAsync(["broker.lan"], Token));
        Assert.Equal((0, ""), await files.CertificatesAsync(["client", "booth-pi"], Token));

        foreach (var key in new[] { "ca.key", "server.key", "booth-pi.key" })
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(files.Path, key)));
        }

        using var server = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(files.Path, "server.crt"));
        using var client = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(files.Path, "booth-pi.crt"));
        Assert.Equal(TestAuthority.ForServers, Usage(server));
        Assert.Equal(TestAuthority.ForClients, Usage(client));
        Assert.InRange(server.NotAfter, DateTime.Now.AddYears(4), DateTime.Now.AddYears(6));
        CertificateFile.ReadWithKey(Path.Combine(files.Path, "booth-pi.crt"), Path.Combine(files.Path, "booth-pi.key")).Dispose();
    }

    [Theory]
    [InlineData(2, "certificates.sh DIR HOST...")]
    [InlineData(2, "\"a,IP:1.2.3.4\" is no host name or address", "a,IP:1.2.3.4")]
    [InlineData(1, "openssl refused IP:999.1.1.1", "999.1.1.1")]
    [InlineData(2, "\"Kim\" is no name", "client", "Kim")]
    [InlineData(2, "\"ca\" is taken", "client", "ca")]
    public async Task What_it_cannot_make_is_told_and_leaves_no_certificate(int exitCode, string expected, params string[] arguments)
    {
        using var files = await BrokerFiles.MakeAsync(Token);

        var (code, error) = await files.CertificatesAsync(arguments, Token);

        Assert.Equal(exitCode, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(files.Path, "server.crt")));
        Assert.Empty(Directory.GetDirectories(files.Path, ".certificates*"));
    }

    private static string Containers(BrokerFiles files, int plain, int port)
    {
        var text = File.ReadAllText(Script.PathOf("mosquitto.conf"))
            .Replace("/run/secrets/broker-passwords", Path.Combine(files.Path, "passwords"), StringComparison.Ordinal)
            .Replace("/run/secrets/broker-acl", Path.Combine(files.Path, "acl"), StringComparison.Ordinal)
            .Replace("/run/secrets/", files.Path + "/", StringComparison.Ordinal)
            .Replace("/mosquitto/data/", files.Path + "/", StringComparison.Ordinal)
            .Replace("listener 1883", "listener " + plain.ToString(CultureInfo.InvariantCulture) + " 127.0.0.1", StringComparison.Ordinal);
        return BrokerSettingsText.WithTls(text, port);
    }

    private static string Read(BrokerFiles files, string name) => File.ReadAllText(Path.Combine(files.Path, name));

    private static string Usage(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value!;

    private static async Task<string> ConnectAsync(BrokerFiles files, int port, string host, string authority)
    {
        var options = new MqttLinkOptions
        {
            Host = host,
            Port = port,
            ClientId = "lodge/booth-pi",
            User = "lodge/booth-pi",
            Password = files.Password("lodge.booth-pi"),
            Tls = new() { AuthorityFile = Path.Combine(files.Path, authority) },
        };
        await using var link = new MqttLink(options, TimeProvider.System, NullLogger<MqttLink>.Instance);
        var before = link.Reason;
        _ = link.RunAsync(Token);
        for (var tries = 0; tries < 1000 && link.State == LinkState.Down && link.Reason == before; tries++)
            await Task.Delay(20, Token);
        return link.State == LinkState.Up ? "in" : link.Reason ?? "";
    }
}
