using System.CommandLine;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts tape`: recordings as files.</summary>
internal static class TapeVerb
{
    /// <summary>The verb and its verbs.</summary>
    public static Command Command() => new("tape", "Tapes: recordings of readings as files.")
    {
        TapeImportVerb.Command(),
    };
}
