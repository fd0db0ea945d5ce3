using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>What a person does about differences: only a person has a SIM switched on again.</summary>
public sealed class DriftService(
    IDbContextFactory<SimConsoleDb> databases, ReconcileQueue queue, ReconcileSignal wake, StatusChangeService changes, LiveFeed live)
{
    private const string Reason = "The network refused this SIM although it may connect.";

    /// <summary>Asks for a comparison of all Sims, now.</summary>
    public async Task CompareNowAsync(Actor actor, CancellationToken token)
    {
        await queue.RequestAsync(actor.Name, token);
        wake.Wake();
    }

    /// <summary>
    /// Has the network let a Sim connect again that shall, and does not. Refusals: 20404 it waits no more, 83010 its status has changed, 20004 a loss report
    /// holds it.
    /// </summary>
    public async Task<Refusal?> SwitchOnAsync(long driftId, Actor actor, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        Refusal? refusal = null;
        Sim? sim = null;
        await db.InTransactionAsync(async after =>
        {
            var drift = await db.Drifts.Include(d => d.Sim).SingleOrDefaultAsync(d => d.Id == driftId && d.EndedAt == null && d.ChangeId == null, token);
            sim = drift?.Sim;
            refusal = sim is null ? new Refusal(ErrorCodes.NotFound, "This difference waits no more. Look again at what the network does.")
                : !sim.Status.MayConnect() ? new Refusal(ErrorCodes.StepNotAllowed, $"The Sim is {sim.Status.Word()} by now, and must not connect. Compare again.")
                : sim.HeldByReportId is { } report ? Hold.Refusal(await db.LossReports.Where(r => r.Id == report).Select(r => r.Sid).SingleAsync(token))
                : null;
            if (refusal is not null)
            {
                return;
            }

            var repair = changes.AddRepair(db, sim!.Id, sim.Status, Reason, actor, after);
            await db.SaveChangesAsync(token);
            (drift!.ChangeId, drift.MendedBy) = (repair.Id, actor.Name);
            await db.SaveChangesAsync(token);
            live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, null, sim.StatusChangedAt, sim.Version, DetailsChanged: true)], after);
        }, token);
        return refusal;
    }
}
