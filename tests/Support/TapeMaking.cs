using Powderwatts.Importing;

namespace Powderwatts.Tests;

/// <summary>Makes tapes for tests.</summary>
internal static class TapeMaking
{
    /// <summary>A plant's power, for the recording `pv-two-years.csv.gz`.</summary>
    public const string Plant = """
        version: 1
        format: csv
        site: plant
        zone: America/Denver
        interval: 15m
        time: { column: "Unnamed: 0", format: iso }
        sensors:
          - { id: array, columns: [{ column: ac_power, quantity: power_w, unit: W }] }
        """;

    /// <summary>Imports a recording with an example of the guide; the tape's path.</summary>
    public static string FromRecording(TemporaryFolder folder, string mapFile, string recording)
    {
        var tape = folder.File(Path.GetFileName(recording) + ".pwtape");
        var words = new StringWriter();
        var code = ImportRun.Run(new ImportOptions { Map = mapFile, Input = recording, Tape = tape }, TimeProvider.System, TextWriter.Null, words, false, default);
        return code == 0 ? tape : throw new InvalidOperationException(words.ToString());
    }

    /// <summary>Imports a recording with a mapping's text; the tape's path.</summary>
    public static string FromText(TemporaryFolder folder, string map, string recording)
    {
        var file = folder.File("map.yaml");
        File.WriteAllText(file, map);
        return FromRecording(folder, file, recording);
    }
}
