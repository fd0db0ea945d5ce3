using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.StatusChanges;

namespace SimConsole.Sims;

/// <summary>Turns a <see cref="SimQuery"/> into a query of the database.</summary>
internal static class SimFilter
{
    /// <summary>The Sims that a query is for, in no order.</summary>
    /// <param name="now">The present time, from which days are counted back.</param>
    /// <param name="ids">The only Sims to look at, where the search has already been done.</param>
    public static IQueryable<Sim> SimsMatching(this SimConsoleDb db, SimQuery query, FleetScope scope, DateTimeOffset now, IReadOnlyList<long>? ids = null)
    {
        var sims = Marked(db, InFleets(db, InStatuses(db.Sims.In(scope), query.Statuses), query.Fleets), query);
        sims = query.OfflineDays is { } days ? Offline(db, sims, now.AddDays(-days), now) : sims;
        if (query.Iccid is { } iccid)
        {
            sims = sims.Where(s => s.Iccid == iccid);
        }

        return string.IsNullOrWhiteSpace(query.Search) ? sims
            : ids is not null ? sims.Where(s => ids.Contains(s.Id))
            : db.WhereIdentifiersContain(sims, query.Search.Trim());
    }

    private static IQueryable<Sim> InStatuses(IQueryable<Sim> sims, ValueList<SimStatus> statuses)
    {
        switch (statuses)
        {
            case []:
                return sims;
            case [var only]:
                return sims.Where(s => s.Status == only);
            default:
                SimStatus[] any = [.. statuses];
                return sims.Where(s => any.Contains(s.Status));
        }
    }

    private static IQueryable<Sim> InFleets(SimConsoleDb db, IQueryable<Sim> sims, ValueList<string> fleets)
    {
        switch (fleets)
        {
            case []:
                return sims;
            case [""]:
                return sims.Where(s => s.FleetId == null);
            case [var fleet]:
                // An unknown Fleet gives the id 0, which no Fleet has. A null would match every Sim without a Fleet, and no index serves both.
                var named = db.Fleets.WithReference(fleet).Select(f => f.Id);
                return sims.Where(s => s.FleetId == named.FirstOrDefault());
            default:
                string[] references = [.. fleets];
                var (any, without) = (db.Fleets.Where(f => references.Contains(f.Sid) || references.Contains(f.UniqueName)).Select(f => f.Id), references.Contains(""));
                return sims.Where(s => any.Contains(s.FleetId!.Value) || (without && s.FleetId == null));
        }
    }

    /// <summary>The Sims that were not online after <paramref name="since"/>. If a Sim may not connect, a session that ends in the future counts only at its start.</summary>
    private static IQueryable<Sim> Offline(SimConsoleDb db, IQueryable<Sim> sims, DateTimeOffset since, DateTimeOffset now)
    {
        // A Sim has one session at a time: the latest to begin is the latest to end, and the first in the key of its sessions.
        return sims.Where(s => !db.DataSessions.Where(d => d.SimId == s.Id && d.StartedAt <= now).OrderByDescending(d => d.StartedAt).Take(1)
            .Any(d => d.StartedAt > since || (d.EndsAt > since && (d.EndsAt <= now || s.Status == SimStatus.Ready || s.Status == SimStatus.Active))));
    }

    /// <summary>The Sims that have the tags and meet the conditions of a query.</summary>
    private static IQueryable<Sim> Marked(SimConsoleDb db, IQueryable<Sim> sims, SimQuery query)
    {
        foreach (var tag in query.Tags)
        {
            var tagged = db.SimTags.Where(t => t.TagId == db.Tags.Where(n => n.Name == tag).Select(n => n.Id).FirstOrDefault()).Select(t => t.SimId);
            sims = sims.Where(s => tagged.Contains(s.Id));
        }

        if (query.Held is { } held)
        {
            sims = held ? sims.Where(s => s.HeldByReportId != null) : sims.Where(s => s.HeldByReportId == null);
        }

        if (query.Failed is { } hasFailed)
        {
            // Uses the index of failed changes, which are few among very many.
            var failed = db.StatusChanges.Where(c => c.State == StatusChangeState.Failed
                && !db.StatusChanges.Any(later => later.SimId == c.SimId && later.Id > c.Id && later.Kind != StatusChangeKind.Reconcile)).Select(c => c.SimId);
            sims = hasFailed ? sims.Where(s => failed.Contains(s.Id)) : sims.Where(s => !failed.Contains(s.Id));
        }

        return sims;
    }
}
