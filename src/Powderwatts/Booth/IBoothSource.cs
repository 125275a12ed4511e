using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Booth;

/// <summary>What a booth shows: the sensors of a rig, or a tape in their place.</summary>
internal interface IBoothSource : IAsyncDisposable
{
    /// <summary>The site's id.</summary>
    string Site { get; }

    /// <summary>The site's name for people.</summary>
    string Name { get; }

    /// <summary>The site's time zone.</summary>
    TimeZoneInfo Zone { get; }

    /// <summary>The nodes that will send.</summary>
    IReadOnlyList<string> Nodes { get; }

    /// <summary>What it is, in a few words.</summary>
    string Words { get; }

    /// <summary>Sends until cancelled.</summary>
    /// <param name="broker">How a node logs in to the booth's broker.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task RunAsync(Func<string, MqttLinkOptions> broker, CancellationToken cancellationToken);
}
