using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>Wakes the worker of this process when there are new Sims, or a comparison was asked for.</summary>
public sealed class ReconcileSignal : Signal;

/// <summary>
/// Tells the authority of every new Sim, switched off, in the order in which they were registered. This costs an import nothing: how far the
/// authority has been told is one number.
/// </summary>
public sealed class Enroller(
    IDbContextFactory<SimConsoleDb> databases, INetworkAuthority authority, StatusChangeService changes, TimeProvider time)
{
    private const int BatchSize = 500;
    private const int Tries = 5;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>How many Sims the authority has not been told of; 0 where it need not be.</summary>
    public async Task<int> CountWaitingAsync(FleetScope scope, CancellationToken token)
    {
        if (authority is not IEnrollingAuthority enrolling)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var upTo = await UpToAsync(db, enrolling, token);
        return await db.Sims.In(scope).CountAsync(s => s.Id > upTo, token);
    }

    /// <summary>The last Sim of which the authority has been told; the last Sim of all where it need not be told.</summary>
    public async Task<long> UpToAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return authority is IEnrollingAuthority enrolling ? await UpToAsync(db, enrolling, token) : long.MaxValue;
    }

    /// <summary>
    /// Tells the authority of the next Sims. Returns how many they are, 0 where there is none. What the authority cannot do for one of them is left to the
    /// next comparison; if it cannot be reached, its exception is thrown, and the position stays.
    /// </summary>
    public async Task<int> EnrolOnceAsync(CancellationToken token)
    {
        if (authority is not IEnrollingAuthority enrolling)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var upTo = await UpToAsync(db, enrolling, token);
        var sims = await db.Sims.AsNoTracking().Where(s => s.Id > upTo).OrderBy(s => s.Id).Take(BatchSize)
            .Select(s => new { s.Id, s.Iccid, s.Imsi, s.Msisdn, s.Status, s.Version }).ToListAsync(token);
        if (sims.Count == 0)
        {
            return 0;
        }

        // A Sim that may connect was switched on by an order, which has told the authority of it.
        var off = sims.Where(s => s.Status is SimStatus.New or SimStatus.Inactive).ToDictionary(s => s.Id);
        await TellAsync(enrolling, [.. off.Values.Select(s => new AuthorityCard(s.Iccid, s.Imsi, s.Msisdn))], token);
        await db.InTransactionAsync(async after =>
        {
            long[] ids = [.. off.Keys];
            var now = await db.Sims.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Status, s.TargetStatus, s.Version }).ToListAsync(token);
            var overtaken = now.Where(s => s.Version != off[s.Id].Version && s.Status is not (SimStatus.New or SimStatus.Inactive)).ToList();
            foreach (var sim in overtaken)
            {
                const string reason = "An order came while the network was told of this SIM; the order has to stand.";
                changes.AddRepair(db, sim.Id, sim.TargetStatus ?? sim.Status, reason, Actor.Network, after);
            }

            await MoveOnAsync(db, enrolling, sims[^1].Id, token);
        }, token);
        return sims.Count;
    }

    private static Task<long> UpToAsync(SimConsoleDb db, IEnrollingAuthority enrolling, CancellationToken token) =>
        db.Enrolments.Where(e => e.Authority == enrolling.Name).Select(e => e.UpToSimId).SingleOrDefaultAsync(token);

    private async Task TellAsync(IEnrollingAuthority enrolling, IReadOnlyList<AuthorityCard> cards, CancellationToken token)
    {
        for (var tries = 1; cards.Count > 0; tries++)
        {
            var answers = await time.AskAsync("enrol", BoundedAsking.Longest, asking => enrolling.EnrolAsync(cards, asking), token);
            cards = [.. cards.Zip(answers).Where(pair => pair.Second is AuthorityAnswer.TryAgain).Select(pair => pair.First)];
            if (tries == Tries)
            {
                return;
            }

            if (cards.Count > 0)
            {
                await Task.Delay(BetweenTries, time, token);
            }
        }
    }

    private static async Task MoveOnAsync(SimConsoleDb db, IEnrollingAuthority enrolling, long upTo, CancellationToken token)
    {
        var enrolment = await db.Enrolments.SingleOrDefaultAsync(e => e.Authority == enrolling.Name, token);
        if (enrolment is null)
        {
            db.Enrolments.Add(enrolment = new Enrolment { Authority = enrolling.Name });
        }

        enrolment.UpToSimId = Math.Max(enrolment.UpToSimId, upTo);
        await db.SaveChangesAsync(token);
    }
}
