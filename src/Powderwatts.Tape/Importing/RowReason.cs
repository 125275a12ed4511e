namespace Powderwatts.Tape.Importing;

/// <summary>Why a row, or one value of it, was not used.</summary>
public enum RowReason
{
    /// <summary>The line is longer than a row can be.</summary>
    TooLong,

    /// <summary>It has another number of fields than the header.</summary>
    FieldCount,

    /// <summary>A quote is not closed, or stands where none may.</summary>
    Quote,

    /// <summary>It is not written as the format says.</summary>
    Malformed,

    /// <summary>It has no instant.</summary>
    NoTime,

    /// <summary>The instant is not written as the mapping says.</summary>
    BadTime,

    /// <summary>The clocks went forward over this local time.</summary>
    SkippedTime,

    /// <summary>The instant is before 2000 or after 2199: a clock that was not set.</summary>
    FarTime,

    /// <summary>The sensor has a row of this instant already.</summary>
    Repeated,

    /// <summary>The instant is before the one of the row before.</summary>
    Backwards,

    /// <summary>The mapping says nothing about it.</summary>
    NotMapped,

    /// <summary>Every value of it is missing.</summary>
    NoValue,

    /// <summary>A value is no number.</summary>
    BadNumber,

    /// <summary>A value is outside its range.</summary>
    OutOfRange,
}
