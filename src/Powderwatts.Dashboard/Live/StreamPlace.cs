namespace Powderwatts.Dashboard.Live;

/// <summary>Whether one more page may listen.</summary>
internal enum StreamPlace
{
    /// <summary>It may.</summary>
    Ok,

    /// <summary>Its address has as many streams as one may have.</summary>
    AddressFull,

    /// <summary>The dashboard has as many streams as it may have.</summary>
    AllFull,
}
