using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>How a process logs in to the rig's broker.</summary>
internal static class BrokerClient
{
    /// <summary>The connection as the rig says.</summary>
    /// <param name="broker">The rig's broker.</param>
    /// <param name="clientId">The client id.</param>
    /// <param name="user">The user when the rig names none but has a password.</param>
    /// <exception cref="StartException">The password file cannot be used.</exception>
    public static MqttLinkOptions Of(BrokerSettings broker, string clientId, string user)
    {
        var password = SecretFile.Read(broker.PasswordFile, "broker.password_file");
        return new MqttLinkOptions
        {
            Host = broker.Host,
            Port = broker.Port,
            Tls = !broker.Tls ? null : new MqttTlsOptions
            {
                AuthorityFile = broker.CaFile,
                ClientCertificateFile = broker.ClientCertificateFile,
                ClientKeyFile = broker.ClientKeyFile,
            },
            Protocol = broker.Protocol,
            ClientId = clientId,
            User = broker.User ?? (password is null ? null : user),
            Password = password,
        };
    }
}
