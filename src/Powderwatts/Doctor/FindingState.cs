namespace Powderwatts.Doctor;

/// <summary>How something that `doctor` looked at is.</summary>
internal enum FindingState
{
    /// <summary>In order.</summary>
    Passed,

    /// <summary>It works, but look at it.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}
