using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.SettingsUpdates;

/// <summary>An update as lists show it.</summary>
/// <param name="ProfileSid">The profile whose networks the Sim may use if it succeeds; null where the Sim has left its Fleet before it began.</param>
/// <param name="Revision">How often the networks of that profile have changed, from 1.</param>
/// <param name="CompletedAt">When it succeeded.</param>
public sealed record SettingsUpdateRow(
    long Id,
    string Sid,
    string SimSid,
    string Iccid,
    SettingsUpdateState State,
    string? ProfileSid,
    string? ProfileName,
    long? Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt,
    string? Says);

/// <summary>Reads updates for pages and programs.</summary>
public sealed class SettingsUpdateReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest updates made before <paramref name="beforeId"/> (all where null), newest first, of one Sim and of one state, or of all.</summary>
    public async Task<IReadOnlyList<SettingsUpdateRow>> ListBeforeAsync(string? sim, SettingsUpdateState? state, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var updates = Filtered(db, scope, sim, state);
        if (beforeId is { } before)
        {
            updates = updates.Where(u => u.Id < before);
        }

        return await Rows(db, updates.OrderByDescending(u => u.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest updates made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<SettingsUpdateRow>> ListAfterAsync(string? sim, SettingsUpdateState? state, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var rows = await Rows(db, Filtered(db, scope, sim, state).Where(u => u.Id > afterId).OrderBy(u => u.Id).Take(take)).ToListAsync(token);
        rows.Reverse();
        return rows;
    }

    private static IQueryable<SettingsUpdate> Filtered(SimConsoleDb db, FleetScope scope, string? sim, SettingsUpdateState? state)
    {
        IQueryable<SettingsUpdate> updates = db.SettingsUpdates.OfSimsIn(scope, u => u.Sim);
        if (sim is not null)
        {
            var named = db.Sims.WithReference(sim).Select(s => s.Id);
            updates = updates.Where(u => u.SimId == named.FirstOrDefault());
        }

        return state is { } only ? updates.Where(u => u.State == only) : updates;
    }

    // An update that has not begun will send the networks that the Fleet allows when it begins; until then, the present ones are shown.
    private static IQueryable<SettingsUpdateRow> Rows(SimConsoleDb db, IQueryable<SettingsUpdate> updates) =>
        from update in updates
        let profile = db.NetworkAccessProfiles.FirstOrDefault(p => p.Id == (update.Revision != null ? update.NetworkAccessProfileId : update.Sim!.Fleet!.NetworkAccessProfileId))
        select new SettingsUpdateRow(
            update.Id,
            update.Sid,
            update.Sim!.Sid,
            update.Sim.Iccid,
            update.State,
            profile!.Sid,
            profile.UniqueName ?? profile.Sid,
            update.Revision ?? profile.Revision,
            update.CreatedAt,
            update.UpdatedAt,
            update.State == SettingsUpdateState.Successful ? update.EndedAt : null,
            update.Confirmation ?? update.Failure);
}
