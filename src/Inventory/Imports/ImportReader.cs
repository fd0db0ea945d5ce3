using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Inventory.Imports;

/// <summary>Reads imports for pages and programs. An import may touch any Fleet, so a caller who is limited to some Fleets sees none.</summary>
public sealed class ImportReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest imports before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<Import>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await In(db, scope).Where(i => beforeId == null || i.Id < beforeId).OrderByDescending(i => i.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The oldest imports after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<Import>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var imports = await In(db, scope).Where(i => i.Id > afterId).OrderBy(i => i.Id).Take(take).ToListAsync(token);
        imports.Reverse();
        return imports;
    }

    /// <summary>The latest <paramref name="take"/> of the imports that people ordered and that ended at <paramref name="since"/> or later, latest first.</summary>
    public async Task<IReadOnlyList<Import>> EndedAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await In(db, scope).Where(i => i.EndedAt >= since && i.Source == OrderSource.Console).OrderByDescending(i => i.EndedAt).ThenByDescending(i => i.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The import with this SID, or null.</summary>
    public async Task<Import?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await In(db, scope).SingleOrDefaultAsync(i => i.Sid == sid, token);
    }

    /// <summary>The lines of an import with this verdict (any where null) behind <paramref name="after"/>, in the order of the file.</summary>
    public async Task<IReadOnlyList<ImportLine>> LinesAfterAsync(long id, CardVerdictKind? kind, int after, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Of(db, id, kind).Where(l => l.Line > after).OrderBy(l => l.Line).Take(take).ToListAsync(token);
    }

    /// <summary>The lines of an import with this verdict (any where null) above <paramref name="before"/> (the last ones where null), the last one first.</summary>
    public async Task<IReadOnlyList<ImportLine>> LinesBeforeAsync(long id, CardVerdictKind? kind, int? before, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Of(db, id, kind).Where(l => before == null || l.Line < before).OrderByDescending(l => l.Line).Take(take).ToListAsync(token);
    }

    private static IQueryable<Import> In(SimConsoleDb db, FleetScope scope) => db.Imports.AsNoTracking().Where(i => i.State != ImportState.Receiving && scope.IsAll);

    private static IQueryable<ImportLine> Of(SimConsoleDb db, long id, CardVerdictKind? kind) =>
        db.ImportLines.AsNoTracking().Where(l => l.ImportId == id && (kind == null || l.Kind == kind));
}
