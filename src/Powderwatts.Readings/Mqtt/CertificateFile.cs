using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Reads certificates from PEM files, the form in which every tool writes them.</summary>
public static class CertificateFile
{
    private const int LongestBytes = 1024 * 1024;

    /// <summary>The authorities in a file, at least one.</summary>
    /// <exception cref="CertificateFileException">It cannot be used; the message is the cause.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        var text = Text(path);
        try
        {
            authorities.ImportFromPem(text);
        }
        catch (CryptographicException fault)
        {
            throw new CertificateFileException($"'{path}' holds a damaged certificate", fault);
        }

        return authorities.Count > 0
            ? authorities
            : throw new CertificateFileException($"'{path}' holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    }

    /// <summary>A certificate with its private key.</summary>
    /// <exception cref="CertificateFileException">They cannot be used; the message is the cause.</exception>
    public static X509Certificate2 ReadWithKey(string path, string keyPath)
    {
        foreach (var certificate in ReadAuthorities(path))
            certificate.Dispose();
        var key = Text(keyPath);
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateFileException($"'{keyPath}' holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new CertificateFileException($"the private key in '{keyPath}' is encrypted, and nobody is there to type its password");
        try
        {
            return X509Certificate2.CreateFromPem(Text(path), key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CertificateFileException($"the private key in '{keyPath}' is not that of the certificate in '{path}'", fault);
        }
    }

    private static string Text(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LongestBytes)
                throw new CertificateFileException($"'{path}' is too large for a file of certificates");
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateFileException($"'{path}' does not exist", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException($"'{path}' cannot be read: {fault.Message.TrimEnd('.')}", fault);
        }
    }
}
