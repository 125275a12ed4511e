namespace Powderwatts.Savings.Baselines;

/// <summary>Ids and versions of the methods. A version changes with every change of a figure that the method gives.</summary>
public static class BaselineMethods
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BaselineMethod> All { get; } = Enum.GetValues<BaselineMethod>();

    /// <summary>`always-on-p90`.</summary>
    public static string Id(this BaselineMethod method) => method switch
    {
        BaselineMethod.AlwaysOnP90 => "always-on-p90",
        BaselineMethod.AlwaysOnLow => "always-on-low",
        BaselineMethod.AlwaysOnMatched => "always-on-matched",
        BaselineMethod.Thermostat => "thermostat",
        _ => "rated",
    };

    /// <summary>The version in force.</summary>
    public static int Version(this BaselineMethod method) => method switch { _ => 1 };

    /// <summary>Finds a method by its id.</summary>
    public static bool TryParse(string id, out BaselineMethod method)
    {
        foreach (var known in All)
        {
            if (known.Id() == id)
            {
                method = known;
                return true;
            }
        }

        method = default;
        return false;
    }
}
