namespace Powderwatts.Readings.Mqtt;

/// <summary>Takes what a link says apart.</summary>
public static class LinkReason
{
    /// <summary>`cannot connect ...: connection refused; start the broker` as reason and next step.</summary>
    public static (string? Reason, string? Next) Split(string? text)
    {
        var at = text?.LastIndexOf("; ", StringComparison.Ordinal) ?? -1;
        return at < 0 ? (text, null) : (text![..at], text[(at + 2)..]);
    }
}
