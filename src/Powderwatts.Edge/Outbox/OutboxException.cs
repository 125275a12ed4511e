using Microsoft.Data.Sqlite;

namespace Powderwatts.Edge.Outbox;

/// <summary>The outbox could not do what it was asked. Nothing of it was done: the transaction was rolled back.</summary>
public sealed class OutboxException(OutboxFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public OutboxFault Fault { get; } = fault;

    /// <summary>The disk had no room for it.</summary>
    internal bool IsDiskFull => InnerException is SqliteException { SqliteErrorCode: 13 } or SqliteException { SqliteExtendedErrorCode: 4874 }; // SQLITE_FULL, SQLITE_IOERR_SHMSIZE

    // result codes: https://www.sqlite.org/rescode.html
    internal static OutboxException From(string what, string path, SqliteException e)
    {
        var (fault, cause) = e.SqliteErrorCode switch
        {
            11 or 26 => (OutboxFault.Damaged, "the file is damaged; it is moved aside and a new one begins"),
            13 => (OutboxFault.Retry, "the disk is full; free some space there"),
            10 => (OutboxFault.Retry, $"the disk gave an I/O error ({e.SqliteExtendedErrorCode}); check the card or disk with dmesg"),
            5 or 6 => (OutboxFault.Retry, "another program holds it; close that program"),
            8 or 14 or 23 => (OutboxFault.Retry, "it cannot be written; check the owner and the rights of its folder, or give another with --data DIR"),
            _ => (OutboxFault.Retry, $"SQLite error {e.SqliteExtendedErrorCode}: {e.Message}; see the log"),
        };
        return new OutboxException(fault, $"cannot {what} outbox '{path}': {cause}", e);
    }
}
