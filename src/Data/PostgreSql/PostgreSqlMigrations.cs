using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// Brings a PostgreSQL database up to date, and creates it where there is none. Entity Framework's own lock is a table of that database, which two who
/// start at once on a new one would both create: whoever migrates holds a lock of the server's instead, and others wait for it as long as it takes.
/// </summary>
internal static class PostgreSqlMigrations
{
    private const string Migrating = "SimConsole migrations";

    public static async Task MigrateAsync(PostgreSqlSimConsoleDb db, CancellationToken token)
    {
        await CreateAsync(db, token);
        await db.Database.OpenConnectionAsync(token);
        try
        {
            // A lock of the session: each migration commits for itself.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtextextended({Migrating}, 0))", token);
            await db.Database.MigrateAsync(token);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock(hashtextextended({Migrating}, 0))", token);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static async Task CreateAsync(PostgreSqlSimConsoleDb db, CancellationToken token)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(token))
        {
            return;
        }

        try
        {
            await creator.CreateAsync(token);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process has created it at this moment.
        }
    }
}
