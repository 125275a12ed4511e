namespace Powderwatts.Dashboard.Live;

/// <summary>What has come over the dashboard's link.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Bad">Those that broke the contract and were passed over.</param>
/// <param name="LastBad">Topic and fault of the last of them; null when there was none.</param>
/// <param name="LastBadT">When it came, Unix milliseconds.</param>
public readonly record struct BoardCounts(long Messages, long Bad, string? LastBad, long LastBadT);
