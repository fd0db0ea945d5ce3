using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SimConsole.Data;

/// <summary>
/// Takes over a database written by a build up to 25 November 2026. Those builds brought it up to date by a chain of migrations that are now one, with the same
/// tables: only the history of the applied migrations is rewritten.
/// </summary>
internal static class Baseline
{
    /// <summary>The last migration of that chain on SQLite. Databases on a server are not taken over: their tables have changed since.</summary>
    private const string EndOfChain = "20261125184952_SearchByFourCharacters";

    /// <summary>Returns the migrations that the database has, by the names that this build gives them.</summary>
    /// <exception cref="ConfigurationException">The database was written by a build that this one cannot follow; the message says what to do. Nothing was changed.</exception>
    public static async Task<IReadOnlyList<string>> TakeOverAsync(SimConsoleDb db, CancellationToken token)
    {
        string[] known = [.. db.Database.GetMigrations()];
        string[] applied = [.. await db.Database.GetAppliedMigrationsAsync(token)];
        string[] unknown = [.. applied.Except(known)];
        if (unknown.Length == 0)
        {
            return applied;
        }

        if (unknown.FirstOrDefault(id => string.CompareOrdinal(id, known[0]) > 0) is { } newer)
        {
            throw new ConfigurationException(
                $"The database was written by a newer build of SimConsole, which has applied '{newer}'. Start that build or a later one; nothing was changed.");
        }

        if (!unknown.Contains(EndOfChain))
        {
            throw new ConfigurationException(
                db is Sqlite.SqliteSimConsoleDb
                    ? "The database was created by a build before that of 25 November 2026. Start that build on it once, then this one; nothing was changed."
                    : "The database was created by a build before the first release, with other tables. Create a new one; nothing was changed.");
        }

        var history = db.GetService<IHistoryRepository>();
        string[] scripts = [.. unknown.Select(history.GetDeleteScript), history.GetInsertScript(new HistoryRow(known[0], ProductInfo.GetVersion()))];
        await db.InTransactionAsync(async () =>
        {
            // Another process may have been first.
            if (!(await db.Database.GetAppliedMigrationsAsync(token)).Contains(known[0]))
            {
                await db.Database.ExecuteSqlRawAsync(string.Concat(scripts), token);
            }
        }, token);
        return [known[0]];
    }
}
