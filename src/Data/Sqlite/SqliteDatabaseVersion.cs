using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SimConsole.Data.Sqlite;

/// <summary>The version of an SQLite file, as a connection sees it that never writes: a look at shared memory. Source: SQLite, <c>PRAGMA data_version</c>.</summary>
internal sealed class SqliteDatabaseVersion(string connectionString) : DatabaseVersion, IDisposable
{
    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private sqlite3_stmt? _statement;

    public override long? Read()
    {
        // Only numbers that one connection gave can be compared, so all ask the same; what ADO.NET adds to the question would be most of the wait.
        lock (_lock)
        {
            var statement = _statement ??= Prepare();
            long? version = raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : null;
            raw.sqlite3_reset(statement);
            return version;
        }
    }

    public void Dispose()
    {
        _statement?.Dispose();
        _connection?.Dispose();
    }

    private sqlite3_stmt Prepare()
    {
        // One out of the pool may have written, and would not see that.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        _connection.Open();
        return raw.sqlite3_prepare_v2(_connection.Handle, "PRAGMA data_version", out var statement) == raw.SQLITE_OK
            ? statement
            : throw new InvalidOperationException($"SQLite does not say whether the database was written: {raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}");
    }
}
