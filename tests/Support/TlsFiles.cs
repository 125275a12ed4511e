namespace Powderwatts.Tests;

/// <summary>A broker's certificate files in a folder of a test's own; what is in them may change while the broker is down.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Writes the authority's file and a certificate for 127.0.0.1 and localhost.</summary>
    public TlsFiles()
    {
        File.WriteAllText(AuthorityFile, Authority.Pem);
        Show(Authority.Issue(["127.0.0.1", "localhost"]));
    }

    /// <summary>The authority that made the right certificates.</summary>
    public TestAuthority Authority { get; } = new();

    /// <summary>The authority's certificate, PEM.</summary>
    public string AuthorityFile => folder.File("ca.crt");

    /// <summary>What makes a listener of Mosquitto speak TLS.</summary>
    public string[] Settings => [$"certfile {folder.File("server.crt")}", $"keyfile {folder.File("server.key")}"];

    /// <summary>Puts another certificate in place; the broker shows it after its next start.</summary>
    public void Show((string Certificate, string Key) made)
    {
        File.WriteAllText(folder.File("server.crt"), made.Certificate);
        File.WriteAllText(folder.File("server.key"), made.Key);
    }

    /// <summary>Writes a certificate and its key for a client.</summary>
    public (string Certificate, string Key) Client(string name, (string Certificate, string Key) made)
    {
        File.WriteAllText(folder.File(name + ".crt"), made.Certificate);
        return (folder.File(name + ".crt"), Secret.Write(folder.File(name + ".key"), made.Key));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        folder.Dispose();
    }
}
