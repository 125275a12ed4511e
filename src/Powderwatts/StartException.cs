namespace Powderwatts;

/// <summary>The program cannot start or go on: one sentence with the next step. It ends with exit code 1.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
