using Npgsql;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// Which transactions of the server are visible: if that has not changed, nothing has been committed since. Source: PostgreSQL, "Transaction ID and Snapshot
/// Information Functions".
/// </summary>
internal sealed class PostgreSqlDatabaseVersion(string connectionString) : DatabaseVersion, IDisposable
{
    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(connectionString);

    public override async ValueTask<string?> ReadAsync()
    {
        await using var command = _server.CreateCommand("SELECT pg_current_snapshot()::text");
        return (string?)await command.ExecuteScalarAsync();
    }

    public void Dispose() => _server.Dispose();
}
