using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// SQLite has one writer at a time, and a writer that waits for another sleeps in ever longer steps, even when nobody writes any more. Writers of this process
/// wait here for each other instead, first come, first served, and are woken at once; those of other processes wait as SQLite does.
/// </summary>
internal sealed class SqliteWriteTurn : IDisposable
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> ByDatabase = new();

    private readonly SemaphoreSlim _writing;

    private SqliteWriteTurn(SemaphoreSlim writing) => _writing = writing;

    /// <summary>Waits until no other transaction of this process writes to the same database; ends with the disposal.</summary>
    public static async Task<SqliteWriteTurn> TakeAsync(SimConsoleDb db, CancellationToken token)
    {
        var writing = ByDatabase.GetOrAdd(db.Database.GetConnectionString()!, _ => new SemaphoreSlim(1, 1));
        await writing.WaitAsync(token);
        return new SqliteWriteTurn(writing);
    }

    public void Dispose() => _writing.Release();
}
