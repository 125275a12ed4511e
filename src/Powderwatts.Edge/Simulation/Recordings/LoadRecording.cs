using System.Collections.Immutable;

namespace Powderwatts.Edge.Simulation.Recordings;

/// <summary>Recorded power of one real load, on straight lines between its rows.</summary>
public sealed class LoadRecording
{
    /// <summary>The bundled recording: an instant water heater, 287 s, 193.009 Wh (MIT, github.com/kehkok/nilmtk-ukdale).</summary>
    public const string Bundled = "water-heater";

    /// <summary>The most that a row may say, W: a 12 V strip at 8 A, scaled 1:100.</summary>
    public const double MaxWatts = PlayedLoad.StripV * PlayedLoad.MaxCurrentA * PlayedLoad.Scale;

    private readonly ImmutableArray<(long Ticks, double Watts)> rows;

    internal LoadRecording(string name, ImmutableArray<(long Ticks, double Watts)> rows)
    {
        (Name, this.rows) = (name, rows);
        for (var i = 1; i < rows.Length; i++)
            EnergyWh += (rows[i - 1].Watts + rows[i].Watts) / 2 * ((double)(rows[i].Ticks - rows[i - 1].Ticks) / TimeSpan.TicksPerHour);
    }

    /// <summary>Its name, or the path of its file.</summary>
    public string Name { get; }

    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(rows[^1].Ticks);

    /// <summary>Energy by the trapezoid rule over its rows, Wh, not scaled.</summary>
    public double EnergyWh { get; }

    /// <summary>Opens the bundled recording by its name, or a file by its path.</summary>
    /// <exception cref="SimulationException">There is no such recording, it cannot be read, or a line does not follow the form.</exception>
    public static LoadRecording Open(string nameOrPath)
    {
        try
        {
            using var reader = nameOrPath == Bundled
                ? new StreamReader(typeof(LoadRecording).Assembly.GetManifestResourceStream($"Simulation.Recordings.{Bundled}.csv")
                    ?? throw new SimulationException($"cannot open the load recording '{Bundled}': it is not in this build; build the program anew"))
                : new StreamReader(nameOrPath);
            return LoadCsv.Read(reader, nameOrPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SimulationException($"cannot open the load recording '{nameOrPath}': {e.Message.TrimEnd('.')}; give the path of a CSV file, or '{Bundled}' for the bundled one", e);
        }
    }

    /// <summary>Power at a distance from the first row, W; 0 before the first and after the last.</summary>
    public double WattsAt(TimeSpan position)
    {
        var ticks = position.Ticks;
        if (ticks < 0 || ticks > rows[^1].Ticks)
            return 0;
        var (low, high) = (0, rows.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (rows[middle].Ticks <= ticks)
                low = middle;
            else
                high = middle - 1;
        }

        var from = rows[low];
        if (low + 1 == rows.Length)
            return from.Watts;
        var to = rows[low + 1];
        return from.Watts + (to.Watts - from.Watts) * ((double)(ticks - from.Ticks) / (to.Ticks - from.Ticks));
    }
}
