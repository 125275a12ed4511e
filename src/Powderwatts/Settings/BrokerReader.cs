using Powderwatts.Processes;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings.Yaml;

namespace Powderwatts.Settings;

/// <summary>Reads `broker:`. Files of certificates are opened here, so that a wrong one is told with its line before anything starts.</summary>
internal static class BrokerReader
{
    private static readonly string[] onlyWithTls = ["ca_file", "client_certificate_file", "client_key_file"];

    /// <summary>Reads the section; the defaults when it is absent.</summary>
    /// <param name="section">The section.</param>
    /// <param name="folder">The folder of the settings file: relative paths begin there.</param>
    public static BrokerSettings Read(SectionReader? section, string folder)
    {
        var broker = new BrokerSettings();
        if (section is null)
            return broker;
        var tls = section.Word("tls", ["true", "false"]) == "true";
        broker = new BrokerSettings
        {
            Host = section.Text("host") ?? broker.Host,
            Port = (int)(section.Integer("port", 1, 65535) ?? (tls ? BrokerSettings.TlsPort : broker.Port)),
            Protocol = section.Word("protocol", ["5", "3"]) == "3" ? 3 : 5,
            User = section.Text("user", maxLength: 65),
            PasswordFile = RigReader.FilePath(section.Text("password_file"), folder),
            Tls = tls,
            CaFile = RigReader.FilePath(section.Text("ca_file"), folder),
            ClientCertificateFile = RigReader.FilePath(section.Text("client_certificate_file"), folder),
            ClientKeyFile = RigReader.FilePath(section.Text("client_key_file"), folder),
            AllowInsecure = section.Word("allow_insecure", ["true", "false"]) == "true",
        };
        if (tls)
            CheckTls(section, broker);
        else
            CheckPlain(section, broker);
        section.Finish();
        return broker;
    }

    private static void CheckPlain(SectionReader section, BrokerSettings broker)
    {
        foreach (var key in onlyWithTls.Where(section.Has))
            section.Fault<string>(key, "is for an encrypted connection; add tls: true");
        if (!broker.AllowInsecure && !broker.IsOnThisMachine)
        {
            section.Fault<string>("host",
                $"\"{broker.Host}\" is another machine and the connection is not encrypted; add tls: true, or where the network is your own allow_insecure: true");
        }
    }

    private static void CheckTls(SectionReader section, BrokerSettings broker)
    {
        if (broker.AllowInsecure)
            section.Fault<string>("allow_insecure", "is for a connection without TLS; remove it: with tls: true the broker's certificate is always checked");
        if (broker.CaFile is { } authorities)
            Try(section, "ca_file", () => CertificateFile.ReadAuthorities(authorities));
        if ((broker.ClientCertificateFile, broker.ClientKeyFile) is ({ } certificate, { } key))
        {
            Try(section, "client_key_file", () => SecretFile.Read(key, "broker.client_key_file"));
            Try(section, "client_certificate_file", () => CertificateFile.ReadWithKey(certificate, key).Dispose());
        }
        else if (broker.ClientCertificateFile is not null)
        {
            section.Fault<string>("client_certificate_file", "needs client_key_file, the file of its private key");
        }
        else if (broker.ClientKeyFile is not null)
        {
            section.Fault<string>("client_key_file", "needs client_certificate_file, the certificate that it belongs to");
        }
    }

    private static void Try(SectionReader section, string key, Action read)
    {
        try
        {
            read();
        }
        catch (Exception fault) when (fault is CertificateFileException or StartException)
        {
            section.Fault<string>(key, fault.Message);
        }
    }
}
