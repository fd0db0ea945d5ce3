using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Brings an SQLite database up to date. Entity Framework's own lock is a row there, which outlives a process killed while it holds it,
/// and then keeps every later start waiting for ever. The operating system lets go of a locked file when its holder dies: whoever
/// holds the file knows that such a row was left behind.
/// </summary>
internal static class SqliteMigrations
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task MigrateAsync(SimConsoleDb db, CancellationToken token)
    {
        var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        await using var held = await HoldAsync($"{file}.migrating", token);
        var locks = await db.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(token);
        if (locks > 0)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", token);
        }

        await db.Database.MigrateAsync(token);
    }

    private static async Task<FileStream> HoldAsync(string file, CancellationToken token)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process migrates now.
                await Task.Delay(Pause, token);
            }
        }
    }
}
