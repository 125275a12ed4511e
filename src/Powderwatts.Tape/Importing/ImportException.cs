using System.Collections.Immutable;

namespace Powderwatts.Tape.Importing;

/// <summary>The mapping and the input do not belong together: every fault at once.</summary>
public sealed class ImportException(ImmutableArray<ImportFault> faults) : Exception(string.Join("; ", faults.Select(f => $"{f.Place.Key} {f.Reason}")))
{
    /// <summary>Every fault.</summary>
    public ImmutableArray<ImportFault> Faults { get; } = faults;
}
