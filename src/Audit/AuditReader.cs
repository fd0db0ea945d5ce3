using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Audit;

/// <summary>Reads the audit, for callers who may.</summary>
public sealed class AuditReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest entries before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListBeforeAsync(AuditFilter filter, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Found(db, filter).Where(e => beforeId == null || e.Id < beforeId).OrderByDescending(e => e.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The oldest entries after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAfterAsync(AuditFilter filter, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var entries = await Found(db, filter).Where(e => e.Id > afterId).OrderBy(e => e.Id).Take(take).ToListAsync(token);
        entries.Reverse();
        return entries;
    }

    /// <summary>The oldest entries after <paramref name="afterId"/>, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListFromAsync(long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.AuditEntries.AsNoTracking().Where(e => e.Id > afterId).OrderBy(e => e.Id).Take(take).ToListAsync(token);
    }

    private static IQueryable<AuditEntry> Found(SimConsoleDb db, AuditFilter filter)
    {
        var entries = db.AuditEntries.AsNoTracking();
        entries = filter.Actor is { } actor ? entries.Where(e => e.Actor == actor) : entries;
        entries = filter.Kind is { } kind ? entries.Where(e => e.Kind == kind) : entries;
        entries = filter.Subject is { } subject ? entries.Where(e => e.Subject == subject) : entries;
        entries = filter.Since is { } since ? entries.Where(e => e.At >= since) : entries;
        return filter.Until is { } until ? entries.Where(e => e.At < until) : entries;
    }
}
