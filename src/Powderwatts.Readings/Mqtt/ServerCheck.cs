using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Decides whether the certificate that a broker shows at one connect is to be trusted, and keeps why not.</summary>
/// <param name="options">How to reach the broker, with TLS.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerCheck(MqttLinkOptions options, TimeProvider time)
{
    // id-kp-serverAuth, RFC 5280 section 4.2.1.12
    private static readonly Oid serverAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Has the broker shown a certificate? Who does not speak TLS never does.</summary>
    public bool Seen { get; private set; }

    /// <summary>Why it is not trusted; null when it is, or when none was shown.</summary>
    public LinkFault? Fault { get; private set; }

    /// <summary>Until when the certificate is valid.</summary>
    public DateTimeOffset? ValidUntil { get; private set; }

    /// <summary>Looks at what TLS found of the broker's certificate.</summary>
    /// <param name="certificate">What the broker showed.</param>
    /// <param name="offered">The chain that TLS built with the system's authorities; it holds what the broker sent along.</param>
    /// <param name="errors">What TLS found.</param>
    public bool Accepts(X509Certificate? certificate, X509Chain? offered, SslPolicyErrors errors)
    {
        if (certificate is null || offered is null || (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
            return false;
        Seen = true;
        using var shown = new X509Certificate2(certificate);
        ValidUntil = shown.NotAfter;
        try
        {
            var authorityFile = options.Tls?.AuthorityFile;
            using var chain = Build(shown, offered, authorityFile);
            var nameFits = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
            Fault = CertificateFaults.Of(chain, nameFits, options.Host, authorityFile, time.GetUtcNow());
        }
        catch (CertificateFileException fault)
        {
            Fault = new(fault.Message, "correct broker.ca_file");
        }

        return Fault is null;
    }

    // No revocation: an authority of one's own has no such service, and a roof may have no way out to ask one.
    private static X509Chain Build(X509Certificate2 shown, X509Chain offered, string? authorityFile)
    {
        var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(serverAuthentication);
        policy.ExtraStore.AddRange(offered.ChainPolicy.ExtraStore);
        if (authorityFile is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(CertificateFile.ReadAuthorities(authorityFile));
        }

        chain.Build(shown);
        return chain;
    }
}
