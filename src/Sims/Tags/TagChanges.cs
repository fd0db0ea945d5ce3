using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Sims.Tags;

/// <summary>Adds tags to Sims and removes them, in the caller's transaction, which holds the locks on these Sims. Each change gets an entry on the Sim's timeline.</summary>
internal static class TagChanges
{
    /// <summary>Waits until nobody else creates tags, so that two writers who need the same new tag create it once. Call it before any Sim is locked.</summary>
    public static Task LockTagsAsync(this SimConsoleDb db, CancellationToken token) => db.LockNameAsync("Tags", token);

    /// <summary>The ids of the tags with these names, created where they are missing; the caller holds <see cref="LockTagsAsync"/>.</summary>
    /// <param name="names">By the rules of <see cref="TagName"/>, each once.</param>
    public static async Task<IReadOnlyDictionary<string, long>> MakeTagsAsync(this SimConsoleDb db, IReadOnlyCollection<string> names, CancellationToken token)
    {
        var known = await db.TagIdsAsync(names, token);
        Tag[] made = [.. names.Where(name => !known.ContainsKey(name)).Select(name => new Tag { Name = name })];
        if (made.Length == 0)
        {
            return known;
        }

        // What the caller has changed so far is for the caller to save.
        await db.InsertManyAsync(made, token);
        return await db.TagIdsAsync(names, token);
    }

    /// <summary>The ids of the tags with these names; unknown names are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> TagIdsAsync(this SimConsoleDb db, IReadOnlyCollection<string> names, CancellationToken token) =>
        names.Count == 0 ? new Dictionary<string, long>() : await db.Tags.Where(t => names.Contains(t.Name)).ToDictionaryAsync(t => t.Name, t => t.Id, token);

    /// <summary>The Sims among these that have the most tags already.</summary>
    public static Task<HashSet<long>> FullyTaggedAsync(this SimConsoleDb db, IReadOnlyCollection<long> simIds, CancellationToken token) => db.SimTags
        .Where(t => simIds.Contains(t.SimId)).GroupBy(t => t.SimId).Where(sim => sim.Count() >= TagName.MostOfOneSim).Select(sim => sim.Key).ToHashSetAsync(token);

    /// <summary>Adds a tag to locked Sims, or removes it. Returns the Sims that have changed: a Sim that has its tag already, or has the most tags, gets none.</summary>
    public static async Task<IReadOnlyList<long>> TagAsync(this SimConsoleDb db, IReadOnlyCollection<long> simIds, long tagId, bool adds, Actor actor, DateTimeOffset now, CancellationToken token)
    {
        var tagged = db.SimTags.Where(t => t.TagId == tagId && simIds.Contains(t.SimId));
        var having = await tagged.Select(t => t.SimId).ToHashSetAsync(token);
        long[] changed = [.. adds ? simIds.Except(having).Except(await db.FullyTaggedAsync(simIds, token)) : having];
        if (changed.Length == 0)
        {
            return changed;
        }

        if (adds)
        {
            await db.InsertManyAsync(Array.ConvertAll(changed, id => new SimTag { TagId = tagId, SimId = id }), token);
        }
        else
        {
            await tagged.ExecuteDeleteAsync(token);
        }

        var name = await db.Tags.Where(t => t.Id == tagId).Select(t => t.Name).SingleAsync(token);
        await db.InsertManyAsync(Array.ConvertAll(changed, id => Event(id, name, adds, actor, now)), token);
        await db.Sims.Where(s => changed.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.UpdatedAt, now).SetProperty(s => s.Version, s => s.Version + 1), token);
        return changed;
    }

    /// <summary>Gives one locked Sim exactly these tags; the caller holds <see cref="LockTagsAsync"/>, and saves.</summary>
    public static async Task TagAsync(this SimConsoleDb db, Sim sim, IReadOnlyList<string> before, IReadOnlyList<string> after, Actor actor, DateTimeOffset now, CancellationToken token)
    {
        string[] added = [.. after.Except(before)];
        string[] removed = [.. before.Except(after)];
        var ids = await db.MakeTagsAsync([.. added, .. removed], token);
        if (added.Length + removed.Length > 0)
        {
            // Marks the Sim as changed even if the clock has not moved on.
            sim.UpdatedAt = now;
            db.Entry(sim).Property(s => s.UpdatedAt).IsModified = true;
        }

        db.SimTags.AddRange(added.Select(name => new SimTag { TagId = ids[name], SimId = sim.Id }));
        db.SimTags.RemoveRange(removed.Select(name => new SimTag { TagId = ids[name], SimId = sim.Id }));
        db.SimEvents.AddRange(added.Select(name => Event(sim.Id, name, adds: true, actor, now)).Concat(removed.Select(name => Event(sim.Id, name, adds: false, actor, now))));
    }

    private static SimEvent Event(long simId, string tag, bool adds, Actor actor, DateTimeOffset now) =>
        new() { SimId = simId, At = now, Kind = adds ? SimEventKind.Tagged : SimEventKind.Untagged, NewValue = tag, Actor = actor.Name };
}
