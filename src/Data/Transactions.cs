using Microsoft.EntityFrameworkCore;
using SimConsole.Data.Sqlite;

namespace SimConsole.Data;

/// <summary>Explicit transactions that survive a transient fault of the database.</summary>
public static class Transactions
{
    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. On a transient fault all of it runs again, so it must start from scratch each time: the
    /// context forgets what it tracked, and <paramref name="work"/> resets what else it changed.
    /// </summary>
    public static Task InTransactionAsync(this SimConsoleDb db, Func<Task> work, CancellationToken token) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async cancel =>
        {
            db.ChangeTracker.Clear();
            using var turn = db is SqliteSimConsoleDb ? await SqliteWriteTurn.TakeAsync(db, cancel) : null;
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await work();
            await transaction.CommitAsync(cancel);
        }, token);
}
