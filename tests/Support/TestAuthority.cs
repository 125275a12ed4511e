using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Powderwatts.Tests;

/// <summary>An authority of a test's own that makes certificates, right ones and wrong ones.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>Extended key usages, RFC 5280 section 4.2.1.12.</summary>
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    /// <inheritdoc cref="ForServers"/>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 own;

    /// <summary>Makes it.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="until">Until when it is valid; null for a year.</param>
    public TestAuthority(string name = "Test authority", DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), until ?? DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>Its own certificate, PEM.</summary>
    public string Pem => own.ExportCertificatePem();

    /// <summary>Makes a certificate.</summary>
    /// <param name="hosts">Host names and addresses that it is for.</param>
    /// <param name="from">From when it is valid; null for yesterday.</param>
    /// <param name="until">Until when; null for 90 days.</param>
    /// <param name="usage">What it is for.</param>
    /// <returns>The certificate and its private key, PEM.</returns>
    public (string Certificate, string Key) Issue(
        IEnumerable<string> hosts, DateTimeOffset? from = null, DateTimeOffset? until = null, string usage = ForServers)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=powderwatts test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var signer = own.GetECDsaPrivateKey()!;
        // so that a certificate may outlive its authority
        using var certificate = request.Create(
            own.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from ?? DateTimeOffset.UtcNow.AddDays(-1),
            until ?? DateTimeOffset.UtcNow.AddDays(90), [1, .. RandomNumberGenerator.GetBytes(11)]);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose() => own.Dispose();
}
