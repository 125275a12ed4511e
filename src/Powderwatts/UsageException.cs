namespace Powderwatts;

/// <summary>What the command line says is no use, found only after it was parsed: one sentence that names the option. The program ends with exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
