using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>What an import from the account has done.</summary>
/// <param name="Fleets">How many Fleets were new.</param>
/// <param name="Sims">How many Sims were new.</param>
/// <param name="AlreadyThere">How many Sims were there already; they stay as they are.</param>
/// <param name="InFlight">How many Sims were being changed there; import again when that has ended.</param>
public sealed record UpstreamReport(int Fleets, int Sims, int AlreadyThere, int InFlight);

/// <summary>
/// Takes over the Sims and Fleets of a Super SIM account, with the SIDs, names and statuses that they have there, so that programs can go on using them.
/// What is here already stays as it is, so an import can be repeated.
/// </summary>
public sealed class UpstreamImport(IDbContextFactory<SimConsoleDb> databases, SuperSimClient client, FleetService fleets, LiveFeed live, TimeProvider time)
{
    private const int BatchSize = 500;

    /// <exception cref="HttpRequestException">The account cannot be read; what was imported before stays.</exception>
    public async Task<Result<UpstreamReport>> ImportAsync(Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.Import) is { } lacking)
        {
            return lacking;
        }

        var made = 0;
        await foreach (var fleet in client.ListFleetsAsync(token))
        {
            if (await fleets.FindAsync(fleet.Sid, FleetScope.All, token) is not null)
            {
                continue;
            }

            // If another Fleet here has the name, this one gets none.
            var update = new FleetUpdate { Sid = fleet.Sid, UniqueName = fleet.UniqueName, DataEnabled = fleet.DataEnabled, DataLimit = fleet.DataLimit, SmsCommandsEnabled = fleet.SmsCommandsEnabled };
            var created = await fleets.CreateAsync(update, caller, token);
            created = created.Refusal is null ? created : await fleets.CreateAsync(update with { UniqueName = null }, caller, token);
            if (created.Refusal is { } refusal)
            {
                return refusal;
            }

            made++;
        }

        var report = new UpstreamReport(made, 0, 0, 0);
        await foreach (var batch in client.ListSimsAsync(null, token).Chunk(BatchSize).WithCancellation(token))
        {
            report = await WriteAsync(batch, report, caller, token);
        }

        return report;
    }

    private async Task<UpstreamReport> WriteAsync(UpstreamSim[] batch, UpstreamReport report, Caller caller, CancellationToken token)
    {
        var added = new List<Sim>();
        string[] iccids = [.. batch.Select(s => s.Iccid)];
        string[] names = [.. batch.Select(s => s.UniqueName).OfType<string>()];
        string[] fleetSids = [.. batch.Select(s => s.FleetSid).OfType<string>().Distinct()];
        var settled = batch.Where(s => s.Means is { } status && status != SimStatus.Scheduled && Iccid.Fault(s.Iccid) is null && Sid.IsShapeOf(s.Sid, Sim.SidPrefix)).ToList();
        var known = new HashSet<string>();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            added.Clear();
            known = await db.Sims.Where(s => iccids.Contains(s.Iccid)).Select(s => s.Iccid).ToHashSetAsync(token);
            var taken = await db.Sims.Where(s => names.Contains(s.UniqueName)).Select(s => s.UniqueName!).ToHashSetAsync(token);
            var placed = await db.Fleets.Where(f => fleetSids.Contains(f.Sid)).ToDictionaryAsync(f => f.Sid, f => f.Id, token);
            var now = time.Now();
            foreach (var sim in settled.Where(s => !known.Contains(s.Iccid)))
            {
                added.Add(new Sim
                {
                    Sid = sim.Sid,
                    Iccid = sim.Iccid,
                    UniqueName = sim.UniqueName is { } name && UniqueName.Fault(name) is null && taken.Add(name) ? name : null,
                    FleetId = sim.FleetSid is { } fleet && placed.TryGetValue(fleet, out var id) ? id : null,
                    Status = sim.Means!.Value,
                    CreatedAt = now,
                    UpdatedAt = now,
                    StatusChangedAt = now,
                });
            }

            db.Sims.AddRange(added);
            db.SimEvents.AddRange(added.Select(sim => new SimEvent { Sim = sim, At = now, Kind = SimEventKind.Registered, Actor = caller.Name }));
            if (added.Count > 0)
            {
                db.Audit(caller, AuditKinds.AccountImported, "sims", new AuditChange("sims", added.Count));
            }

            await db.SaveChangesAsync(token);
        }, token);
        live.Publish(added.ConvertAll(s => new SimChanged(s.Id, s.Sid, s.Status, null, s.UpdatedAt, s.Version, DetailsChanged: true)));
        return report with { Sims = report.Sims + added.Count, AlreadyThere = report.AlreadyThere + known.Count, InFlight = report.InFlight + batch.Length - added.Count - known.Count };
    }
}
