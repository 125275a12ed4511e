using System.Globalization;
using System.Reflection;

namespace Powderwatts.Savings.Carbon;

/// <summary>
/// A table of emission factors: lines of `region,name,year,gas,basis,value,unit,source`; unit `lb/MWh`, `kg/MWh`, `g/kWh` or `kg/kWh`.
/// A text with a comma stands in double quotes.
/// </summary>
public sealed class EmissionFactors
{
    private const string Header = "region,name,year,gas,basis,value,unit,source";
    private const double KgPerPound = 0.45359237;
    private readonly List<EmissionFactor> rows = [];

    private EmissionFactors()
    {
    }

    /// <summary>The table that comes with the program: eGRID2023 rev 2.</summary>
    public static EmissionFactors BuiltIn { get; } = ReadBuiltIn();

    /// <summary>All rows.</summary>
    public IReadOnlyList<EmissionFactor> Rows => rows;

    /// <summary>Reads a table.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="FactorException">A line is not right: which, and why.</exception>
    public static EmissionFactors Read(TextReader text, string name)
    {
        var table = new EmissionFactors();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (number == 1 && line != Header)
                throw new FactorException($"cannot read factors '{name}': line 1 must be '{Header}'");
            if (number > 1 && line.Length > 0)
                table.rows.Add(Row(line, $"cannot read factors '{name}': line {number}: "));
        }

        return table;
    }

    /// <summary>The newest factor of a region.</summary>
    /// <exception cref="FactorException">There is none: names the regions that there are.</exception>
    public EmissionFactor Find(string region, string gas, string basis) =>
        rows.Where(r => r.Region == region && r.Gas == gas && r.Basis == basis).MaxBy(r => r.Year)
        ?? throw new FactorException(
            $"no {basis} {gas} factor for region '{region}'; regions that have one: "
            + string.Join(", ", rows.Where(r => r.Gas == gas && r.Basis == basis).Select(r => r.Region).Distinct().Order(StringComparer.Ordinal))
            + "; or name a factor file of your own");

    private static EmissionFactor Row(string line, string where)
    {
        var cells = Cells(line);
        if (cells.Count != 8)
            throw new FactorException($"{where}{cells.Count} columns; there must be 8");
        if (!int.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1990 or > 2100)
            throw new FactorException($"{where}year '{cells[2]}'; 1990 to 2100");
        if (cells[3] is not ("CO2" or "CO2e"))
            throw new FactorException($"{where}gas '{cells[3]}'; CO2 or CO2e");
        if (cells[4] is not ("average" or "marginal"))
            throw new FactorException($"{where}basis '{cells[4]}'; average or marginal");
        if (!double.TryParse(cells[5], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw new FactorException($"{where}value '{cells[5]}' is no number");
        var kgPerKwh = cells[6] switch
        {
            "lb/MWh" => value * KgPerPound / 1000,
            "kg/MWh" or "g/kWh" => value / 1000,
            "kg/kWh" => value,
            _ => throw new FactorException($"{where}unit '{cells[6]}'; lb/MWh, kg/MWh, g/kWh or kg/kWh"),
        };
        return kgPerKwh < 3 ? new EmissionFactor(cells[0], cells[1], year, cells[3], cells[4], kgPerKwh, cells[7])
            : throw new FactorException($"{where}{kgPerKwh:0.###} kg/kWh: no grid emits that much; is the unit right?");
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        for (var at = 0; at <= line.Length;)
        {
            var quoted = at < line.Length && line[at] == '"';
            var end = quoted ? line.IndexOf('"', at + 1) : line.IndexOf(',', at);
            if (end < 0)
                end = line.Length;
            cells.Add(line[(quoted ? at + 1 : at)..end]);
            at = quoted ? end + 2 : end + 1;
        }

        return cells;
    }

    private static EmissionFactors ReadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("factors.csv")!;
        using var reader = new StreamReader(stream);
        return Read(reader, "factors.csv");
    }
}
