using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SimConsole.Data.Sqlite;

/// <summary>The version of an SQLite file, as a connection that never writes sees it. Source: SQLite, "PRAGMA data_version".</summary>
internal sealed class SqliteDatabaseVersion(string connectionString) : DatabaseVersion, IDisposable
{
    private SqliteCommand? _command;

    public override ValueTask<string?> ReadAsync()
    {
        _command ??= Open();
        return ValueTask.FromResult<string?>(((long)_command.ExecuteScalar()!).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Closes the connection; the last connection of all processes to close writes the log back into the file.</summary>
    public void Dispose()
    {
        _command?.Connection?.Dispose();
        _command?.Dispose();
    }

    private SqliteCommand Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return command;
    }
}
