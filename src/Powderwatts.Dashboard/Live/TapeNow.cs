using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Live;

/// <summary>The tape that a site shows.</summary>
/// <param name="About">What its player says of it.</param>
/// <param name="Clock">Its clock: the newest instant that has come, Unix milliseconds, as its readings carry it; null before the first.</param>
internal sealed record TapeNow(TapeAbout About, long? Clock);
