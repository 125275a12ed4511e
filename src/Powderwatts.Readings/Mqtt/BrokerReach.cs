using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Powderwatts.Readings.Mqtt;

/// <summary>Does a broker's port answer, and does it show a certificate that holds? Nobody logs in for that.</summary>
/// <param name="Fault">`cannot reach ...: cause; next step`; null when it answers.</param>
/// <param name="CertificateUntil">Until when its certificate is valid; null without TLS.</param>
public sealed record BrokerReach(string? Fault, DateTimeOffset? CertificateUntil)
{
    /// <summary>Looks once.</summary>
    public static async Task<BrokerReach> LookAsync(MqttLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var check = options.Tls is null ? null : new ServerCheck(options, time);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(options.Host, options.Port, either.Token);
            if (check is not null)
                await ShakeHandsAsync(client.GetStream(), options, check, either.Token);
            return new(null, check?.ValidUntil);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // as in a link: whatever the resolver, the socket or TLS throws means one thing here
            var fault = LinkFaults.OfOpening(exception, options, check);
            return new(FormattableString.Invariant($"cannot reach broker '{options.Host}:{options.Port}': {fault.Cause}; {fault.NextStep}"), check?.ValidUntil);
        }
    }

    private static async Task ShakeHandsAsync(NetworkStream stream, MqttLinkOptions options, ServerCheck check, CancellationToken cancellationToken)
    {
        using var own = options.Tls is { ClientCertificateFile: { } certificate, ClientKeyFile: { } key } ? CertificateFile.ReadWithKey(certificate, key) : null;
        await using var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = options.Host,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, shown, chain, errors) => check.Accepts(shown, chain, errors),
                ClientCertificates = own is null ? null : [own],
            },
            cancellationToken);
    }
}
