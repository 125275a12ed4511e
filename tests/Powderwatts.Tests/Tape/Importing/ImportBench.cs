using System.Text;
using Powderwatts.Readings;
using Powderwatts.Settings.Importing;
using Powderwatts.Tape;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

/// <summary>One import of a test: a mapping, an input, and everything that came out.</summary>
internal sealed class ImportBench
{
    /// <summary>A mapping of one sensor `c` with a time column `t` (naive, in the zone) and a power column `w` in W.</summary>
    public const string Plain = """
        version: 1
        format: csv
        site: lab
        zone: America/Denver
        interval: 15m
        time: { column: t, format: iso }
        sensors:
          - { id: c, columns: [{ column: w, quantity: power_w, unit: W }] }
        """;

    private ImportBench(ImportMap map, Stream input, string name)
    {
        var importer = new Importer(map, Readings.Add)
        {
            Describe = Described.Add,
            Refused = (line, fault, whole) => Faults.Add((line, fault, whole)),
        };
        Report = importer.Run(input, name, TestContext.Current.CancellationToken);
        Assert.Equal(Report.RowsRead, Report.RowsUsed + Report.RowsRefused);
        Assert.Equal(Report.RowsRefused, Faults.Count(f => f.Whole));
        Assert.Equal(Report.RowsRefused, Report.Refused.Sum(r => r.Count));
        Assert.Equal(Report.Readings, Readings.Count);
    }

    public List<TapeReading> Readings { get; } = [];

    public List<TapeNode> Described { get; } = [];

    public List<(long Line, RowFault Fault, bool Whole)> Faults { get; } = [];

    public ImportReport Report { get; }

    public static ImportBench Text(string map, string input) => new(ImportMapReader.Read(map, "map.yaml"), new MemoryStream(Encoding.UTF8.GetBytes(input)), "input.csv");

    public static ImportBench Bytes(string map, byte[] input) => new(ImportMapReader.Read(map, "map.yaml"), new MemoryStream(input), "input.csv");

    public static ImportBench Recording(string map, string recording)
    {
        using var file = File.OpenRead(Recordings.Path(recording));
        return new(ImportMapReader.Read(map, "map.yaml"), file, recording);
    }

    public static ImportBench Example(string example, string recording)
    {
        using var file = File.OpenRead(Recordings.Path(recording));
        return new(ImportMapReader.Load(Recordings.Example(example)), file, recording);
    }

    /// <summary>The energy that a sensor's counters show, each from where it began, Wh.</summary>
    public double EnergyWh(string sensor) => Readings.Where(r => r.Reading.Sensor == sensor && r.Reading.EnergyFrom is not null)
        .GroupBy(r => r.Reading.EnergyFrom).Sum(g => g.Max(r => r.Reading.Values[Quantity.EnergyWh]!.Value));

    public IEnumerable<Reading> Of(string sensor) => Readings.Select(r => r.Reading).Where(r => r.Sensor == sensor);

    public long Count(RowReason reason) => Report.Refused.SingleOrDefault(r => r.Reason == reason)?.Count ?? 0;
}
