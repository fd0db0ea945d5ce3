using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>What a person does about differences: only a person has a SIM switched on again.</summary>
public sealed class DriftService(
    IDbContextFactory<SimConsoleDb> databases,
    ReconcileQueue queue,
    INetworkAuthority authority,
    FleetService fleets,
    SimReader sims,
    StatusChangeService changes,
    LiveFeed live)
{
    /// <summary>Why a caller limited to Fleets may not compare all Sims.</summary>
    internal const string AllIsBeyond = "this would compare all of them: name one, or one of its SIMs";

    private const string Reason = "The network refused this SIM although it may connect.";

    /// <summary>
    /// Asks for a comparison, now, of the Sims of a Fleet, of one Sim, or of all where both are null; if the same one is open already, returns that one.
    /// Refusals: 83006 no such Fleet, 20001 no such Sim, 20004 a caller limited to Fleets asks for all Sims, or the network cannot say what it does.
    /// </summary>
    /// <param name="fleet">A SID or unique name.</param>
    /// <param name="sim">A SID or unique name.</param>
    public async Task<Result<AskedComparison>> CompareAsync(string? fleet, string? sim, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        var (inFleet, only) = (fleet is null ? null : await fleets.FindAsync(fleet, caller.Scope, token), sim is null ? null : await sims.FindAsync(sim, caller.Scope, token));
        return fleet is not null && inFleet is null ? new Refusal(ErrorCodes.NoSuchFleet, $"There is no Fleet '{Cut.Short(fleet)}'. Fleet takes the SID or the unique name of one.")
            : sim is not null && only is null ? new Refusal(ErrorCodes.Invalid, $"There is no SIM '{Cut.Short(sim)}'. Sim takes the SID or the unique name of one.")
            : inFleet is null && only is null && caller.Beyond(AllIsBeyond) is { } beyond ? beyond
            : authority is not IReadableAuthority ? new Refusal(ErrorCodes.Invalid, "This network cannot say what it does with a SIM, so there is nothing to compare.")
            : await queue.RequestAsync(caller, inFleet?.Id, only?.Id, token);
    }

    /// <summary>
    /// Has the network let a Sim connect again that should, and does not. Refusals: 20404 the difference no longer waits, 83010 its status has changed, 20004 a loss report
    /// holds it.
    /// </summary>
    public async Task<Refusal?> SwitchOnAsync(long driftId, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        Refusal? refusal = null;
        Sim? sim = null;
        await db.InTransactionAsync(async after =>
        {
            var drift = await db.Drifts.Include(d => d.Sim).OfSimsIn(caller.Scope, d => d.Sim).SingleOrDefaultAsync(d => d.Id == driftId && d.EndedAt == null && d.ChangeId == null, token);
            sim = drift?.Sim;
            refusal = sim is null ? new Refusal(ErrorCodes.NotFound, "This difference no longer waits for a decision. Look again at what the network does.")
                : !sim.Status.MayConnect() ? new Refusal(ErrorCodes.StepNotAllowed, $"The SIM is {sim.Status.Word()} by now, and must not connect. Compare again.")
                : sim.HeldByReportId is { } report ? Hold.Refusal(await db.LossReports.Where(r => r.Id == report).Select(r => r.Sid).SingleAsync(token))
                : null;
            if (refusal is not null)
            {
                return;
            }

            var repair = changes.AddRepair(db, sim!.Id, sim.Status, Reason, caller.Actor, after);
            await db.SaveChangesAsync(token);
            (drift!.ChangeId, drift.MendedBy) = (repair.Id, caller.Name);
            db.Audit(caller, AuditKinds.DriftSwitchedOn, sim.Sid);
            await db.SaveChangesAsync(token);
            live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, null, sim.StatusChangedAt, sim.Version, DetailsChanged: true)], after);
        }, token);
        return refusal;
    }
}
