using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.PlannedChanges;

/// <summary>
/// Orders a bulk change for each planned change that is due. A time is first recorded, under the name of this process, and then ordered under a key of its own:
/// a process that takes over from one that died, at whatever moment, finds what was ordered, and nothing is ordered twice.
/// </summary>
public sealed class PlannedChangeRunner(
    IDbContextFactory<SimConsoleDb> databases, BulkChangeService bulks, PlannedOrdererCheck orderers, SimReader sims, PlannedChangeNews news, ThisProcess process, TimeProvider time)
{
    /// <summary>When something is due next; null where nothing is planned.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.PlannedChanges.Where(p => p.State == PlannedChangeState.Planned && p.NextAt != null).MinAsync(p => p.NextAt, token);
    }

    /// <summary>Does all that is due. Returns after how long to ask again about work that another process is doing; null if there is none.</summary>
    public async Task<TimeSpan?> RunOnceAsync(CancellationToken token)
    {
        await orderers.PauseAsync(token);
        var (now, me) = (time.Now(), await process.IdAsync(token));
        var trouble = new List<ExceptionDispatchInfo>();
        await using (var db = await databases.CreateDbContextAsync(token))
        {
            var due = await db.PlannedChanges.Where(p => p.State == PlannedChangeState.Planned && p.NextAt <= now).OrderBy(p => p.NextAt).Select(p => p.Id).ToListAsync(token);
            await EachAsync(due, id => BeginAsync(id, me, token), trouble, token);
        }

        List<long> begun;
        await using (var db = await databases.CreateDbContextAsync(token))
        {
            begun = await Free(db, me).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync(token);
        }

        TimeSpan? again = null;
        await EachAsync(begun, async id => again = await OrderAsync(id, me, token) ?? again, trouble, token);
        trouble.FirstOrDefault()?.Throw();
        return again;
    }

    /// <summary>The idempotency key of its bulk change, so that it is ordered only once.</summary>
    internal static string KeyOf(PlannedChange plan, PlannedOccurrence occurrence) => $"{plan.Sid}:{occurrence.Local}";

    /// <summary>A plan that fails does not keep the others from being done.</summary>
    private static async Task EachAsync(IEnumerable<long> ids, Func<long, Task> work, List<ExceptionDispatchInfo> trouble, CancellationToken token)
    {
        foreach (var id in ids)
        {
            try
            {
                await work(id);
            }
            catch (Exception exception) when (!token.IsCancellationRequested)
            {
                trouble.Add(ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    private static IQueryable<PlannedOccurrence> Free(SimConsoleDb db, long me) => db.PlannedOccurrences
        .Where(o => o.State == PlannedOccurrenceState.Beginning && (o.ProcessId == null || o.ProcessId == me || !db.RunningProcesses.Any(p => p.Id == o.ProcessId)));

    /// <summary>Records the times of a plan that are due: the last time is begun, earlier ones are recorded as missed.</summary>
    private async Task BeginAsync(long id, long me, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(PlannedChangeService.SteeringOf(id), token);
            var now = time.Now();
            if (await db.PlannedChanges.SingleOrDefaultAsync(p => p.Id == id && p.State == PlannedChangeState.Planned && p.NextAt <= now, token) is not { } plan)
            {
                return;
            }

            var due = await PlannedDue.OfAsync(db, plan, now, token);
            db.PlannedOccurrences.AddRange(due.SkipLast(1).Select(missed => PlannedDue.Missed(plan, missed, "The console was not running. Of the times that it missed, only the last was carried out.", now)));
            db.PlannedOccurrences.AddRange(due.TakeLast(1).Select(begun => new PlannedOccurrence
            {
                PlannedChangeId = plan.Id,
                Local = PlannedTimes.Text(begun.Local),
                DueAt = begun.At.Milliseconds(),
                BeganAt = now,
                ProcessId = me,
            }));
            plan.NextAt = plan.Times().After(now)?.At;
            if (plan.NextAt is null)
            {
                (plan.State, plan.EndedAt) = (PlannedChangeState.Done, now);
            }

            await db.SaveChangesAsync(token);
            after.Wake(news);
        }, token);
    }

    /// <summary>Orders the bulk change of a time that was begun, unless that has been done. Returns after how long to ask again; null if it has ended.</summary>
    private async Task<TimeSpan?> OrderAsync(long id, long me, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await Free(db, me).Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.ProcessId, me), token) == 0)
        {
            return null;
        }

        var occurrence = await db.PlannedOccurrences.AsNoTracking().Include(o => o.PlannedChange).SingleAsync(o => o.Id == id, token);
        var (plan, key) = (occurrence.PlannedChange!, KeyOf(occurrence.PlannedChange!, occurrence));
        var bulk = await db.BulkChanges.AsNoTracking().SingleOrDefaultAsync(b => b.IdempotencyKey == key, token);
        if (bulk?.CommittedAt is null && await WhyNotAsync(plan, token) is { } why)
        {
            await EndAsync(db, id, me, null, why, token);
            return null;
        }

        var result = bulk?.CommittedAt is null ? await OrderAsync(db, plan, key, token) : bulk;
        if (result.Refusal?.RetryAfter is { } wait)
        {
            return wait;
        }

        await EndAsync(db, id, me, result.Value?.Sid, result.Refusal?.Message, token);
        return null;
    }

    private async Task<string?> WhyNotAsync(PlannedChange plan, CancellationToken token) =>
        plan.State == PlannedChangeState.Cancelled ? "It was cancelled before anything was ordered."
        : await orderers.WhyNotAsync(plan, token) is { } lost ? $"Nothing was ordered: {lost}."
        : null;

    private async Task<Result<BulkChange>> OrderAsync(SimConsoleDb db, PlannedChange plan, string key, CancellationToken token)
    {
        var caller = Caller.OfOrder(new Actor(plan.RequestedBy, plan.Source), plan.May) with { Scope = plan.Scope, ConfirmedAt = plan.Confirmed ? time.GetUtcNow() : null };
        var fleet = plan.FleetId is { } fleetId ? await db.Fleets.Where(f => f.Id == fleetId).Select(f => f.Sid).SingleOrDefaultAsync(token) : null;
        var selection = await PlannedSelection.SelectAsync(db, plan, token);
        var order = new BulkOrder(plan.Kind, selection, fleet, plan.Reason ?? plan.Name, key) { Planned = plan.Selection };
        var previewed = await bulks.PreviewAsync(order, caller, null, token);
        return previewed.Value is { } preview ? await bulks.CommitOrDiscardAsync(preview, caller, token)
            : previewed.Refusal is { RetryAfter: null } && await NoneLeftAsync(db, selection, plan.Scope, token) is { } none ? none
            : previewed;
    }

    /// <summary>Why there is no Sim that it could be ordered for; null if there is one.</summary>
    private async Task<Refusal?> NoneLeftAsync(SimConsoleDb db, SimSelection selection, FleetScope scope, CancellationToken token)
    {
        var says = selection switch
        {
            SimSelection.Matching matching when await sims.CountAsync(matching.Query, scope, token) == 0 => "No SIM matched.",
            SimSelection.Chosen chosen when !await db.Sims.In(scope).AnyAsync(s => chosen.SimIds.Contains(s.Id), token) => "Whoever planned this may not change any of the chosen SIMs.",
            _ => null,
        };
        return says is null ? null : new Refusal(ErrorCodes.Invalid, says);
    }

    private async Task EndAsync(SimConsoleDb db, long id, long me, string? bulkChangeSid, string? says, CancellationToken token)
    {
        var now = time.Now();
        var cut = says?.CutTo(StatusChange.TextLength);
        await db.PlannedOccurrences.Where(o => o.Id == id && o.State == PlannedOccurrenceState.Beginning && o.ProcessId == me).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, bulkChangeSid == null ? PlannedOccurrenceState.NotOrdered : PlannedOccurrenceState.Ordered)
            .SetProperty(o => o.BulkChangeSid, bulkChangeSid)
            .SetProperty(o => o.Says, cut)
            .SetProperty(o => o.EndedAt, now)
            .SetProperty(o => o.ProcessId, (long?)null), token);
        news.Wake();
    }
}
