using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Powderwatts.Store.Sqlite;

/// <summary>Sorts SQLite's errors by what to do, and puts them in words with the next step.</summary>
internal static class SqliteErrors
{
    /// <summary>What to do about an error while doing something with a file.</summary>
    /// <param name="verb">`open`, `write`, `read`.</param>
    /// <param name="path">The database file.</param>
    /// <param name="error">SQLite's error.</param>
    public static StoreException Sort(string verb, string path, SqliteException error)
    {
        var (failure, cause, next) = error.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => (Failure.Retry, "the disk is full", "make room"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (Failure.Retry, "another program holds it", "stop the other program if this stays"),
            raw.SQLITE_IOERR => (Failure.Retry, $"the disk failed ({error.Message})", "look at the disk with dmesg"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
                (Failure.RetrySlowly, "it may not be written", "check the owner and the mode of the file and of its folder"),
            raw.SQLITE_CANTOPEN => (Failure.RetrySlowly, "it is missing or may not be opened",
                "start powderwatts booth or collect once, or choose the folder with --data"),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (Failure.RetrySlowly, $"the file is damaged ({error.Message})",
                "stop the program, then restore a backup, or move the file aside with its -wal and -shm to begin a new one"),
            _ => (Failure.Retry, error.Message, "see the log"),
        };
        return new StoreException(failure, $"cannot {verb} the store '{path}': {cause}; {next}", error);
    }
}
