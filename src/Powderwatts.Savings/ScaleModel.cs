using Powderwatts.Savings.Baselines;

namespace Powderwatts.Savings;

/// <summary>What a model circuit stands for: a second, labelled figure beside the measured one, never instead of it.</summary>
/// <param name="Factor">How many times the model's energy, above 0.</param>
/// <param name="StandsFor">In words: `200 ft of cable`.</param>
public sealed record ScaleModel(double Factor, string StandsFor)
{
    /// <summary>The answer of what the model stands for.</summary>
    public MethodAnswer Scale(MethodAnswer answer) => answer with
    {
        ActualWh = answer.ActualWh * Factor,
        AvoidedWh = answer.AvoidedWh * Factor,
        LowWh = answer.LowWh * Factor,
        HighWh = answer.HighWh * Factor,
    };
}
