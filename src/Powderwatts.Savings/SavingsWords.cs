using System.Globalization;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Savings;

/// <summary>The words to print with a figure: what it is, against what, how sure. Never more than the figure bears.</summary>
public static class SavingsWords
{
    /// <summary>One sentence for an answer.</summary>
    public static string Of(MethodAnswer answer, AccountingRules rules)
    {
        if (answer.AvoidedWh is not { } avoided)
            return $"no figure yet: {answer.Reason}";
        var against = answer.Method switch
        {
            BaselineMethod.Thermostat => string.Create(CultureInfo.InvariantCulture, $"a thermostat at {rules.SetPointC:0.#} °C"),
            BaselineMethod.Rated => "a cable left on at its rated power",
            _ => "a cable left on",
        };
        var words = avoided < 0
            ? $"used more than {against}: {Energy(-avoided)} ({Energy(-answer.HighWh!.Value)} to {Energy(-answer.LowWh!.Value)})"
            : $"estimated avoided energy against {against}: {Energy(avoided)} ({Energy(answer.LowWh!.Value)} to {Energy(answer.HighWh!.Value)})";
        var data = string.Create(
            CultureInfo.InvariantCulture,
            $", {answer.OffS / 3600:0.#} h off, method {answer.Method.Id()} v{answer.Method.Version()}, data coverage {Math.Floor(100 * answer.Coverage):0} %");
        return words + data + (answer.Reason is { } reason ? $"; {reason}" : "");
    }

    private static string Energy(double wh) => Math.Abs(wh) switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{wh:0} Wh"),
        < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{wh / 1000:0.0} kWh"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{wh / 1000:0} kWh"),
    };
}
