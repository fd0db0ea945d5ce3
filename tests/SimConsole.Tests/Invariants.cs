using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests;

/// <summary>What holds at every moment, and what holds when all is worked off.</summary>
internal static class Invariants
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// A Sim is scheduled exactly while it has an open change that was asked for, and each bulk change counts exactly what its rows say.
    /// </summary>
    /// <param name="when">What has happened, for whoever reads that something is broken.</param>
    public static async Task AssertWholeAsync(this TestConsole console, string when)
    {
        await using var db = console.OpenDb();
        var broken = await db.Sims
            .Where(s => (s.Status == SimStatus.Scheduled) != db.StatusChanges.Any(c => c.SimId == s.Id && c.EndedAt == null && c.Kind == StatusChangeKind.Requested))
            .Select(s => $"{s.Id} is {s.Status}").ToListAsync(Token);
        Assert.True(broken.Count == 0, $"SIMs whose status is not that of their changes: {string.Join(", ", broken)}, when {when}");
        foreach (var bulk in await db.BulkChanges.AsNoTracking().Where(b => b.CommittedAt != null).ToListAsync(Token))
        {
            var states = await db.StatusChanges.Where(c => c.BulkChangeId == bulk.Id).GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, Token);
            int Of(params StatusChangeState[] of) => of.Sum(state => states.GetValueOrDefault(state));
            Assert.True(
                (bulk.Completed, bulk.Failed, bulk.Superseded, bulk.Withdrawn, bulk.InFlight) == (Of(StatusChangeState.Completed), Of(StatusChangeState.Failed),
                    Of(StatusChangeState.Superseded), Of(StatusChangeState.Withdrawn), Of(StatusChangeState.Queued, StatusChangeState.Applying)),
                $"Bulk change {bulk.Id} counts {bulk.Completed} completed, {bulk.Failed} failed, {bulk.Superseded} superseded, {bulk.Withdrawn} withdrawn, {bulk.InFlight} in flight; "
                + $"its changes are {string.Join(", ", states)}, when {when}");
        }
    }

    /// <summary>No change is open, no Sim that a loss report holds may connect, and the network lets connect exactly those that their status lets.</summary>
    /// <inheritdoc cref="AssertWholeAsync"/>
    public static async Task AssertSettledAsync(this TestConsole console, string when)
    {
        await console.AssertWholeAsync(when);
        await using var db = console.OpenDb();
        var open = await db.StatusChanges.Where(c => c.EndedAt == null).Select(c => $"{c.Id} of {c.SimId} is {c.State}").ToListAsync(Token);
        Assert.True(open.Count == 0, $"Changes that are open: {string.Join(", ", open)}, when {when}");
        var sims = await db.Sims
            .Join(db.SimulatedSubscribers, s => s.Iccid, n => n.Iccid, (s, n) => new { s.Id, s.Status, Held = s.HeldByReportId != null, n.MayAttach }).ToListAsync(Token);
        var wrong = sims.Where(s => s.MayAttach != s.Status.MayConnect() || s.Held && s.MayAttach);
        Assert.True(!wrong.Any(), $"SIMs that the network takes for something else: {string.Join(", ", wrong)}, when {when}");
    }
}
