namespace Powderwatts.Tape.Importing;

/// <summary>The reasons in words.</summary>
public static class RowReasons
{
    /// <summary>The reason as reports write it.</summary>
    public static string Words(this RowReason reason) => reason switch
    {
        RowReason.TooLong => "line too long",
        RowReason.FieldCount => "wrong number of fields",
        RowReason.Quote => "quote not closed",
        RowReason.Malformed => "not in the format",
        RowReason.NoTime => "no time",
        RowReason.BadTime => "not a time",
        RowReason.SkippedTime => "a local time that does not exist",
        RowReason.FarTime => "clock not set",
        RowReason.Repeated => "instant repeated",
        RowReason.Backwards => "time goes back",
        RowReason.NotMapped => "not in the mapping",
        RowReason.NoValue => "no value",
        RowReason.BadNumber => "not a number",
        RowReason.OutOfRange => "out of range",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "unknown reason"),
    };
}
