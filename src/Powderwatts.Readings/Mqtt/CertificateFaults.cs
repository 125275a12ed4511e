using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Puts what is wrong with a broker's certificate into a cause and a next step, one fault at a time: the most serious first.</summary>
internal static class CertificateFaults
{
    private const int LongestName = 64;
    private const int MostNames = 5;

    /// <summary>What is wrong; null when the certificate holds.</summary>
    /// <param name="chain">The chain as it was built for the certificate, with the findings.</param>
    /// <param name="nameFits">Is the certificate for this host?</param>
    /// <param name="host">The host that we wanted.</param>
    /// <param name="authorityFile">The file of the trusted authorities; null for those of the system.</param>
    /// <param name="now">What this machine's clock says.</param>
    public static LinkFault? Of(X509Chain chain, bool nameFits, string host, string? authorityFile, DateTimeOffset now)
    {
        var certificate = chain.ChainElements[0].Certificate;
        var found = X509ChainStatusFlags.NoError;
        foreach (var status in chain.ChainStatus)
            found |= status.Status;

        if ((found & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
            return Untrusted(certificate, authorityFile);
        if ((found & X509ChainStatusFlags.NotTimeValid) != 0)
            return OutOfTime(chain, now);
        if (!nameFits)
        {
            return new(
                $"the broker's certificate is for {Names(certificate)}, not for '{host}'",
                $"set broker.host to a name that the certificate holds, or make a certificate for '{host}'");
        }

        if ((found & X509ChainStatusFlags.NotValidForUsage) != 0)
            return new("the broker's certificate is not one for a server", "make a server's certificate (extended key usage serverAuth)");
        return found == X509ChainStatusFlags.NoError
            ? null
            : new($"the broker's certificate does not hold: {found}", "make a new certificate for the broker");
    }

    private static LinkFault Untrusted(X509Certificate2 certificate, string? authorityFile)
    {
        var issuer = Clean(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
        return authorityFile is null
            ? new($"the broker's certificate is from '{issuer}', which this system does not trust",
                $"if '{issuer}' is your own authority, name the file of its certificate in broker.ca_file")
            : new($"the broker's certificate is from '{issuer}', which is not in broker.ca_file '{authorityFile}'",
                "correct broker.ca_file, or make the broker's certificate with the authority that it holds");
    }

    private static LinkFault OutOfTime(X509Chain chain, DateTimeOffset now)
    {
        var elements = chain.ChainElements;
        var at = 0;
        while (at < elements.Count - 1 && !elements[at].ChainElementStatus.Any(s => (s.Status & X509ChainStatusFlags.NotTimeValid) != 0))
            at++;
        var certificate = elements[at].Certificate;
        var whose = at == 0 ? "the broker's certificate" : $"the certificate of the broker's issuer '{Clean(certificate.GetNameInfo(X509NameType.SimpleName, false))}'";
        // the day alone, so that the words stay the same for a day and are logged once
        var clock = $"this machine's clock says {now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        return now.UtcDateTime < certificate.NotBefore.ToUniversalTime()
            ? new($"{whose} is not valid before {Instant(certificate.NotBefore)} and {clock}: the clock may not be synchronised yet",
                "wait for the clock or set it, else make a new certificate")
            : new($"{whose} expired on {Instant(certificate.NotAfter)}", $"make a new one, or set the clock if it is wrong: {clock}");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(a => a.ToString()));
        }

        if (names.Count == 0)
            return "no host name at all";
        var shown = string.Join(", ", names.Take(MostNames).Select(n => $"'{Clean(n)}'"));
        return names.Count <= MostNames ? shown : $"{shown} and {(names.Count - MostNames).ToString(CultureInfo.InvariantCulture)} more";
    }

    private static string Instant(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    // whoever answers at that port wrote it: it must not break a line of the log, nor pass for a next step of ours
    private static string Clean(string text)
    {
        var clean = string.Concat(text.Take(LongestName).Select(c => char.IsControl(c) || c is ';' or '\'' or '\u2028' or '\u2029' ? ' ' : c));
        return clean.Length == 0 ? "nobody" : clean;
    }
}
