using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;

namespace SimConsole.Sims.Tags;

/// <summary>A tag, and how many Sims have it.</summary>
public sealed record CountedTag(long Id, string Name, int Sims);

/// <summary>Reads tags for pages and programs.</summary>
public sealed class TagReader(IDbContextFactory<SimConsoleDb> databases)
{
    private const int TogetherAtMost = 1_000;

    /// <summary>The names of all tags that Sims have, in the order of the alphabet.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await InUse(db, scope).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync(token);
    }

    /// <summary>The newest tags that Sims have made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<CountedTag>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Counted(db, scope, InUse(db, scope).Where(t => beforeId == null || t.Id < beforeId).OrderByDescending(t => t.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest tags that Sims have made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<CountedTag>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var tags = await Counted(db, scope, InUse(db, scope).Where(t => t.Id > afterId).OrderBy(t => t.Id).Take(take)).ToListAsync(token);
        tags.Reverse();
        return tags;
    }

    /// <summary>The tags of each of these Sims that has any, in the order of the alphabet.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<string>>> OfAsync(IEnumerable<long> simIds, FleetScope scope, CancellationToken token)
    {
        var of = new Dictionary<long, IReadOnlyList<string>>();
        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var ids in simIds.Chunk(TogetherAtMost))
        {
            var tags = db.SimTags.Where(t => ids.Contains(t.SimId));
            tags = scope.IsAll ? tags : tags.Where(t => db.Sims.In(scope).Any(s => s.Id == t.SimId));
            foreach (var sim in (await tags.Select(t => new { t.SimId, t.Tag!.Name }).ToListAsync(token)).GroupBy(t => t.SimId, t => t.Name))
            {
                of[sim.Key] = TagName.Ordered(sim);
            }
        }

        return of;
    }

    private static IQueryable<Tag> InUse(SimConsoleDb db, FleetScope scope) => scope.IsAll
        ? db.Tags.Where(t => db.SimTags.Any(s => s.TagId == t.Id))
        : db.Tags.Where(t => db.Sims.In(scope).Any(s => db.SimTags.Any(n => n.TagId == t.Id && n.SimId == s.Id)));

    private static IQueryable<CountedTag> Counted(SimConsoleDb db, FleetScope scope, IQueryable<Tag> tags) => scope.IsAll
        ? tags.Select(t => new CountedTag(t.Id, t.Name, db.SimTags.Count(s => s.TagId == t.Id)))
        : tags.Select(t => new CountedTag(t.Id, t.Name, db.Sims.In(scope).Count(s => db.SimTags.Any(n => n.TagId == t.Id && n.SimId == s.Id))));
}
