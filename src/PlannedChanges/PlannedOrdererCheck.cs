using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.PlannedChanges;

/// <summary>Pauses plans whose orderer may not order them any more. A plan continues in the name of the person or program that resumes it.</summary>
public sealed class PlannedOrdererCheck(IDbContextFactory<SimConsoleDb> databases, OrdererStanding standing, PlannedChangeNews news)
{
    /// <summary>Pauses all of them, each with the reason in the audit.</summary>
    public async Task PauseAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var waiting = db.PlannedChanges.AsNoTracking().Where(p => p.State == PlannedChangeState.Planned);
        var orderers = await waiting.Select(p => new { p.RequestedBy, p.Source, p.Scope }).Distinct().ToListAsync(token);
        foreach (var (orderer, why) in await standing.LostAsync([.. orderers.Select(o => new Orderer(o.RequestedBy, o.Source, o.Scope))], Permissions.SimsBulk, token))
        {
            foreach (var plan in await waiting.Where(p => p.RequestedBy == orderer.Name && p.Source == orderer.Source && p.Scope == orderer.Scope).ToListAsync(token))
            {
                await PauseAsync(db, plan, why, token);
            }
        }
    }

    /// <summary>Why the person or program in whose name it is planned may not order it any more; null if it is still allowed.</summary>
    public async Task<string?> WhyNotAsync(PlannedChange plan, CancellationToken token) =>
        (await standing.LostAsync([OrdererOf(plan)], Permissions.SimsBulk, token)).GetValueOrDefault(OrdererOf(plan));

    private static Orderer OrdererOf(PlannedChange plan) => new(plan.RequestedBy, plan.Source, plan.Scope);

    private Task PauseAsync(SimConsoleDb db, PlannedChange plan, string why, CancellationToken token) => db.InTransactionAsync(async after =>
    {
        await db.LockNameAsync(PlannedChangeService.SteeringOf(plan.Id), token);
        if (await db.PlannedChanges.Where(p => p.Id == plan.Id && p.State == PlannedChangeState.Planned && p.RequestedBy == plan.RequestedBy)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PlannedChangeState.Paused), token) > 0)
        {
            db.Audit(Caller.Itself, AuditKinds.PlannedChangePaused, plan.Sid, new AuditChange("reason", why));
            await db.SaveChangesAsync(token);
            after.Wake(news);
        }
    }, token);
}
