using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Readings.Mqtt;

/// <summary>Which certificates of a broker are trusted, and what is said of those that are not.</summary>
public sealed class ServerCheckTests : IDisposable
{
    private static readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    private readonly TestAuthority authority = new("Lodge authority");
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_certificate_of_the_named_authority_for_the_host_is_trusted() =>
        Assert.Null(Fault(authority.Issue(["broker.lan"])));

    [Fact]
    public void An_authority_that_is_not_in_the_file_is_named()
    {
        using var other = new TestAuthority("Stranger");

        var fault = Fault(other.Issue(["broker.lan"]));

        Assert.Equal($"the broker's certificate is from 'Stranger', which is not in broker.ca_file '{folder.File("ca.crt")}'", fault!.Cause);
    }

    [Fact]
    public void Another_authority_of_the_same_name_is_not_trusted()
    {
        using var forged = new TestAuthority("Lodge authority");

        Assert.NotNull(Fault(forged.Issue(["broker.lan"])));
    }

    [Fact]
    public void Without_a_file_only_the_systems_authorities_are_trusted()
    {
        var fault = Fault(authority.Issue(["broker.lan"]), withFile: false);

        Assert.Equal(
            ("the broker's certificate is from 'Lodge authority', which this system does not trust",
                "if 'Lodge authority' is your own authority, name the file of its certificate in broker.ca_file"),
            (fault!.Cause, fault.NextStep));
    }

    [Fact]
    public void An_expired_certificate_is_told_with_its_day()
    {
        var fault = Fault(authority.Issue(["broker.lan"], now.AddDays(-20), now.AddDays(-3)));

        Assert.Equal($"the broker's certificate expired on {now.AddDays(-3):yyyy-MM-dd HH:mm} UTC", fault!.Cause);
        Assert.Equal($"make a new one, or set the clock if it is wrong: this machine's clock says {now:yyyy-MM-dd}", fault.NextStep);
    }

    [Fact]
    public void A_certificate_from_the_future_points_to_this_machines_clock()
    {
        var fault = Fault(authority.Issue(["broker.lan"], now.AddDays(2), now.AddDays(30)));

        Assert.Equal(
            $"the broker's certificate is not valid before {now.AddDays(2):yyyy-MM-dd HH:mm} UTC and this machine's clock says {now:yyyy-MM-dd}: "
            + "the clock may not be synchronised yet",
            fault!.Cause);
    }

    [Fact]
    public void An_expired_authority_is_told_apart_from_an_expired_certificate()
    {
        using var old = new TestAuthority("Old authority", now.AddDays(-5));

        var fault = Fault(old.Issue(["broker.lan"]), authorities: old.Pem);

        Assert.Equal($"the certificate of the broker's issuer 'Old authority' expired on {now.AddDays(-5):yyyy-MM-dd HH:mm} UTC", fault!.Cause);
    }

    [Fact]
    public void The_names_that_a_certificate_is_for_are_listed_when_ours_is_not_among_them()
    {
        var fault = Fault(authority.Issue(["a.lan", "b.lan", "10.0.0.7"]), SslPolicyErrors.RemoteCertificateNameMismatch);

        Assert.Equal("the broker's certificate is for 'a.lan', 'b.lan', '10.0.0.7', not for 'broker.lan'", fault!.Cause);
        Assert.Contains("and 2 more", Fault(authority.Issue(["a", "b", "c", "d", "e", "f", "g"]), SslPolicyErrors.RemoteCertificateNameMismatch)!.Cause, StringComparison.Ordinal);
        Assert.Contains("for no host name at all", Fault(authority.Issue([]), SslPolicyErrors.RemoteCertificateNameMismatch)!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clients_certificate_does_not_make_a_server()
    {
        var fault = Fault(authority.Issue(["broker.lan"], usage: TestAuthority.ForClients));

        Assert.Equal("the broker's certificate is not one for a server", fault!.Cause);
    }

    [Fact]
    public void An_authority_is_one_because_it_says_so_and_not_because_a_trusted_one_signed_it()
    {
        // a server's certificate, used to sign another
        var (middle, middleKey) = authority.Issue(["broker.lan"]);
        using var signer = X509Certificate2.CreateFromPem(middle, middleKey);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forged", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var signature = signer.GetECDsaPrivateKey()!;
        using var forged = request.Create(
            signer.SubjectName, X509SignatureGenerator.CreateForECDsa(signature), now.AddDays(-1), now.AddDays(1), new byte[] { 1, 2, 3, 4 });

        Assert.NotNull(Fault((forged.ExportCertificatePem(), ""), sentAlong: signer));
    }

    [Fact]
    public void What_a_stranger_calls_itself_cannot_break_a_line_or_pass_for_a_next_step()
    {
        using var other = new TestAuthority("\"x; all is well\n2026 'fine'\"");

        var cause = Fault(other.Issue(["broker.lan"]))!.Cause;

        Assert.DoesNotContain('\n', cause);
        Assert.DoesNotContain(';', cause);
        Assert.Contains("x  all is well 2026  fine", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_authorities_that_has_gone_since_the_start_is_named()
    {
        var (check, certificate, chain) = Made(authority.Issue(["broker.lan"]), authority.Pem, withFile: true, sentAlong: null);
        using (certificate)
        using (chain)
        {
            File.Delete(folder.File("ca.crt"));

            Assert.False(check.Accepts(certificate, chain, SslPolicyErrors.None));
            Assert.Equal(($"'{folder.File("ca.crt")}' does not exist", "correct broker.ca_file"), (check.Fault!.Cause, check.Fault.NextStep));
        }
    }

    [Fact]
    public void Without_a_certificate_there_is_no_trust()
    {
        var check = new ServerCheck(Options(withFile: true), TimeProvider.System);

        Assert.False(check.Accepts(null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.False(check.Seen);
    }

    private MqttLinkOptions Options(bool withFile) =>
        new() { ClientId = "x", Host = "broker.lan", Tls = new() { AuthorityFile = withFile ? folder.File("ca.crt") : null } };

    private (ServerCheck, X509Certificate2, X509Chain) Made((string Certificate, string Key) made, string authorities, bool withFile, X509Certificate2? sentAlong)
    {
        File.WriteAllText(folder.File("ca.crt"), authorities);
        // as TLS gives it: built with the system's authorities, with what the broker sent along
        var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        if (sentAlong is not null)
            chain.ChainPolicy.ExtraStore.Add(sentAlong);
        return (new ServerCheck(Options(withFile), TimeProvider.System), X509Certificate2.CreateFromPem(made.Certificate), chain);
    }

    private LinkFault? Fault(
        (string Certificate, string Key) made, SslPolicyErrors errors = SslPolicyErrors.None, string? authorities = null, bool withFile = true,
        X509Certificate2? sentAlong = null)
    {
        var (check, certificate, chain) = Made(made, authorities ?? authority.Pem, withFile, sentAlong);
        using (certificate)
        using (chain)
        {
            Assert.Equal(check.Accepts(certificate, chain, errors), check.Fault is null);
            Assert.True(check.Seen);
            return check.Fault;
        }
    }
}
