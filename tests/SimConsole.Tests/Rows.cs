using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests;

/// <summary>What the tables hold, for tests that compare before with after or look behind the services.</summary>
internal static class Rows
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every column of every Sim, event, status change and subscriber, as one text.</summary>
    public static async Task<string> AllRowsAsync(this TestConsole console)
    {
        await using var db = console.OpenDb();
        return JsonSerializer.Serialize(new
        {
            Sims = await db.Sims.AsNoTracking().OrderBy(s => s.Id).ToListAsync(Token),
            Events = await db.SimEvents.AsNoTracking().OrderBy(e => e.Id).ToListAsync(Token),
            Changes = await db.StatusChanges.AsNoTracking().OrderBy(c => c.Id).ToListAsync(Token),
            Network = await db.SimulatedSubscribers.AsNoTracking().OrderBy(s => s.Iccid).ToListAsync(Token),
        });
    }

    /// <summary>All changes in the order in which they were asked for, or those of one Sim.</summary>
    public static async Task<List<StatusChange>> ChangesAsync(this TestConsole console, long? simId = null)
    {
        await using var db = console.OpenDb();
        return await db.StatusChanges.AsNoTracking().Where(c => simId == null || c.SimId == simId).OrderBy(c => c.Id).ToListAsync(Token);
    }

    /// <summary>Looks as often as it takes until all other processes that have not beaten since are found to be dead. No time passes.</summary>
    public static async Task FindSilentAsync(this TestConsole console)
    {
        for (var looks = 0; looks <= Heartbeat.SilentRounds; looks++)
        {
            await console.Get<Heartbeat>().BeatAsync(TestContext.Current.CancellationToken);
            await console.Get<Heartbeat>().LookAsync(TestContext.Current.CancellationToken);
        }
    }

    public static async Task<StatusChange> OnlyChangeAsync(this TestConsole console) => Assert.Single(await console.ChangesAsync());

    public static async Task<List<SimEvent>> EventsAsync(this TestConsole console)
    {
        await using var db = console.OpenDb();
        return await db.SimEvents.AsNoTracking().OrderBy(e => e.Id).ToListAsync(Token);
    }

    public static async Task<SimRow> RowAsync(this TestConsole console, SimRow sim) => (await console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!;

    public static async Task<SimStatus> StatusAsync(this TestConsole console, SimRow sim) => (await console.RowAsync(sim)).Status;

    /// <summary>Whether the network's own record lets the SIM attach.</summary>
    public static async Task<bool> MayAttachAsync(this TestConsole console, SimRow sim)
    {
        await using var db = console.OpenDb();
        return (await db.SimulatedSubscribers.AsNoTracking().SingleAsync(s => s.Iccid == sim.Iccid, Token)).MayAttach;
    }

    /// <summary>Asks for a status as a person at the console would; the request must be accepted.</summary>
    public static async Task<SimUpdated> AskAsync(this TestConsole console, SimRow sim, SimStatus status)
    {
        var result = await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = status }, TestConsole.Someone, Token);
        Assert.Null(result.Refusal);
        return result.Value!;
    }

    /// <summary>Opens a change as bulk work and loss reports do, with a priority of its own.</summary>
    public static async Task OrderAsync(
        this TestConsole console, SimRow row, SimStatus status, StatusChangePriority priority, DateTimeOffset? notBefore = null)
    {
        await using var db = console.OpenDb();
        await db.InTransactionAsync(async after =>
        {
            var sim = await db.Sims.SingleAsync(s => s.Id == row.Id, Token);
            var order = new StatusOrder(status, TestConsole.Someone.Actor) { Priority = priority, NotBefore = notBefore };
            var changes = console.Get<StatusChangeService>();
            changes.Open(db, sim, order, after);
            await changes.SupersedeRepairsAsync(db, [sim.Id], Token);
            sim.Version++;
            await db.SaveChangesAsync(Token);
        }, Token);
    }
}
