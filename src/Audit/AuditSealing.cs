using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SimConsole.Audit;

/// <summary>
/// Seals the entries that a context is about to write, and follows its transaction: a chain goes on only when the outcome of the commit is known. One whose commit
/// has an unknown outcome is never continued, so that no number is given twice; another begins.
/// </summary>
public sealed class AuditSealing(AuditChains chains) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HeldChain> _held = [];

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Seal(eventData.Context!);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Seal(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context!);
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    // When a statement failed, it is unknown how far the chain got: the chain ends there.
    public void SaveChangesFailed(DbContextErrorEventData eventData) => _held.Remove(eventData.Context!);

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        _held.Remove(eventData.Context!);
        return Task.CompletedTask;
    }

    public void SaveChangesCanceled(DbContextEventData eventData) => _held.Remove(eventData.Context!);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        _held.Remove(eventData.Context!);
        return Task.CompletedTask;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Ended(eventData.Context, chains.Committed);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Ended(eventData.Context, chains.Committed);
        return Task.CompletedTask;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Ended(eventData.Context, chains.RolledBack);

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Ended(eventData.Context, chains.RolledBack);
        return Task.CompletedTask;
    }

    private void Seal(DbContext db)
    {
        var entries = New(db);
        if (entries.Count == 0)
        {
            return;
        }

        var transaction = db.Database.CurrentTransaction?.TransactionId;
        if (!_held.TryGetValue(db, out var held) || held.Transaction != transaction)
        {
            // A chain that an earlier transaction held, whose end was never reported, is not continued.
            _held.AddOrUpdate(db, held = chains.Take(transaction));
        }

        chains.Seal(held, entries);
    }

    /// <summary>A statement of its own, without a transaction, is committed when it has been answered.</summary>
    private void Saved(DbContext db)
    {
        if (db.Database.CurrentTransaction is null)
        {
            Ended(db, chains.Committed);
        }
    }

    private void Ended(DbContext? db, Action<HeldChain> end)
    {
        if (db is not null && _held.TryGetValue(db, out var held))
        {
            _held.Remove(db);
            end(held);
        }
    }

    /// <summary>The entries that are to be written. Nobody changes one, so nothing has to be compared to find them.</summary>
    private static List<AuditEntry> New(DbContext db)
    {
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. db.ChangeTracker.Entries<AuditEntry>().Where(e => e.State == EntityState.Added).Select(e => e.Entity)];
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
