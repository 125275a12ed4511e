using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Readings.Mqtt;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_file_may_hold_several_authorities()
    {
        using var other = new TestAuthority("Other");

        Assert.Equal(2, CertificateFile.ReadAuthorities(Write("ca.crt", authority.Pem + "\n# and the next\n" + other.Pem)).Count);
    }

    [Theory]
    [InlineData("", "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    [InlineData("hello", "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "holds a damaged certificate")]
    public void What_is_no_certificate_is_told(string text, string expected) =>
        Assert.Equal($"'{Write("ca.crt", text)}' {expected}", Assert.Throws<CertificateFileException>(() => CertificateFile.ReadAuthorities(folder.File("ca.crt"))).Message);

    [Fact]
    public void A_binary_file_a_missing_one_a_folder_and_a_giant_are_told()
    {
        File.WriteAllBytes(folder.File("der"), [0x30, 0x82, 0x01, 0x00]);
        File.WriteAllText(folder.File("giant"), new string('x', 1024 * 1024 + 1));

        Assert.EndsWith("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", Reason("der"), StringComparison.Ordinal);
        Assert.EndsWith("does not exist", Reason("missing"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Reason("."), StringComparison.Ordinal);
        Assert.EndsWith("is too large for a file of certificates", Reason("giant"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_goes_with_its_own_key_only()
    {
        var (certificate, key) = authority.Issue(["x"]);
        var (_, otherKey) = authority.Issue(["x"]);
        Write("c", certificate);
        using var encrypted = System.Security.Cryptography.ECDsa.Create();
        encrypted.ImportFromPem(key);

        using (var good = CertificateFile.ReadWithKey(folder.File("c"), Write("k", key)))
            Assert.True(good.HasPrivateKey);
        Assert.EndsWith($"is not that of the certificate in '{folder.File("c")}'", KeyReason(otherKey), StringComparison.Ordinal);
        Assert.Contains("holds no private key", KeyReason(certificate), StringComparison.Ordinal);
        Assert.Contains("is encrypted", KeyReason(encrypted.ExportEncryptedPkcs8PrivateKeyPem("x", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes128Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 10))), StringComparison.Ordinal);
    }

    private string Reason(string name) => Assert.Throws<CertificateFileException>(() => CertificateFile.ReadAuthorities(folder.File(name))).Message;

    private string KeyReason(string key) => Assert.Throws<CertificateFileException>(() => CertificateFile.ReadWithKey(folder.File("c"), Write("k", key))).Message;

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
