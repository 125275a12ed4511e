namespace Powderwatts.Readings.Mqtt;

/// <summary>A file of certificates cannot be used. The message is the cause and names the file.</summary>
public sealed class CertificateFileException(string message, Exception? cause = null) : Exception(message, cause);
