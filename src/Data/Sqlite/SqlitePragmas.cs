using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Sets each connection up: readers do not wait for the writer (WAL), a commit survives the death of the process (NORMAL), and a writer waits for its turn
/// instead of failing. A connection from the pool keeps these settings.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static SqlitePragmas Instance { get; } = new();

    /// <summary>The statements that set each connection up.</summary>
    public const string Sql =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=15000; PRAGMA cache_size=-65536;";

    private readonly ConditionalWeakTable<sqlite3, SqlitePragmas> _told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsTold(connection))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
        Remember(connection);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsTold(connection))
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
        Remember(connection);
    }

    private bool IsTold(DbConnection connection) => _told.TryGetValue(((SqliteConnection)connection).Handle!, out _);

    private void Remember(DbConnection connection) => _told.AddOrUpdate(((SqliteConnection)connection).Handle!, this);
}
