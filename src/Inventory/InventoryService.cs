using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>
/// Turns cards into Sims. A network authority that has to be told of them is told after the commit, in the background. Until then it refuses a SIM that it does not
/// know, which is right for a new one.
/// </summary>
public sealed class InventoryService(
    IDbContextFactory<SimConsoleDb> databases, SimReader reader, INetworkAuthority authority, ReconcileSignal newSims, LiveFeed live, TimeProvider time)
{
    private const int SimulatedCodeLength = 10;

    /// <summary>
    /// Takes the card with this ICCID out of the inventory and makes it a new Sim, if the code is the card's. On the simulated network
    /// any other ICCID with a right check digit will do as well, with its last ten digits as the code. Refusals: 83001 a parameter is missing,
    /// 83002 not registrable, 83003 already registered.
    /// </summary>
    public async Task<Result<SimUpdated>> RegisterAsync(string iccid, string registrationCode, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        if (caller.Beyond("a new SIM is in no Fleet") is { } beyond)
        {
            return beyond;
        }

        (iccid, registrationCode) = (Iccid.Cleaned(iccid), registrationCode.Trim());
        if (iccid.Length == 0 || registrationCode.Length == 0)
        {
            var missing = iccid.Length == 0 ? "Iccid" : "RegistrationCode";
            return new Refusal(ErrorCodes.RegistrationIncomplete, $"{missing} is missing. Registering takes the Iccid and the RegistrationCode that came with the card.");
        }

        if (Iccid.Fault(iccid) is { } fault)
        {
            return new Refusal(ErrorCodes.NotRegistrable, $"{iccid} cannot be registered. {fault}");
        }

        return await Contention.WriteAsync(() => TryRegisterAsync(iccid, registrationCode, caller, token), token);
    }

    private async Task<Result<SimUpdated>> TryRegisterAsync(string iccid, string code, Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        Result<Sim> registered = default;
        await db.InTransactionAsync(async () =>
        {
            registered = await ClaimAsync(db, iccid, code, token);
            if (registered.Value is { } sim)
            {
                db.Sims.Add(sim);
                db.SimEvents.Add(new SimEvent { Sim = sim, At = sim.CreatedAt, Kind = SimEventKind.Registered, Actor = caller.Name });
                db.Audit(caller, AuditKinds.SimRegistered, sim.Sid, new AuditChange("iccid", sim.Iccid));
                await db.SaveChangesAsync(token);
            }
        }, token);

        if (registered.Value is not { } made)
        {
            return registered.Refusal!;
        }

        live.Publish([new SimChanged(made.Id, made.Sid, made.Status, null, made.UpdatedAt, made.Version, DetailsChanged: true)]);
        newSims.Wake();
        return new SimUpdated((await reader.FindAsync(made.Sid, FleetScope.All, token))!, Scheduled: false);
    }

    private async Task<Result<Sim>> ClaimAsync(SimConsoleDb db, string iccid, string code, CancellationToken token)
    {
        // The card is read before the Sim: if another caller has claimed it by then, their Sim is found.
        var card = await db.InventoryCards.SingleOrDefaultAsync(c => c.Iccid == iccid, token);
        if (await db.Sims.Where(s => s.Iccid == iccid).Select(s => s.Sid).SingleOrDefaultAsync(token) is { } sid)
        {
            return new Refusal(ErrorCodes.AlreadyRegistered, $"The card {iccid} is registered already: it is the SIM {sid}.");
        }

        if (card is null && authority is not SimulatedNetwork)
        {
            return new Refusal(ErrorCodes.NotRegistrable, $"No card {iccid} is in the inventory. Import the delivery that it came with, or look for a mistyped digit.");
        }

        if (code != (card?.RegistrationCode ?? iccid[^SimulatedCodeLength..]))
        {
            return new Refusal(ErrorCodes.NotRegistrable, $"This is not the registration code of the card {iccid}. The code came with the card.");
        }

        if (card?.Imsi is { } imsi && await db.Sims.Where(s => s.Imsi == imsi).Select(s => s.Sid).SingleOrDefaultAsync(token) is { } other)
        {
            return new Refusal(ErrorCodes.NotRegistrable, $"The card {iccid} cannot be registered: the SIM {other} has its IMSI {imsi}. Import the card again with the right IMSI.");
        }

        if (card is not null)
        {
            db.InventoryCards.Remove(card);
        }

        var now = time.Now();
        return new Sim { Iccid = iccid, Imsi = card?.Imsi, Msisdn = card?.Msisdn, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
    }
}
