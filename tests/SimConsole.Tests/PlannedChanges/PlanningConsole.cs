using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.People;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.PlannedChanges;

/// <summary>What tests of planned changes do again and again. The clock of the console begins at noon UTC on 1 March 2026.</summary>
internal static class PlanningConsole
{
    public static readonly DateTime InAnHour = new(2026, 3, 1, 13, 0, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An order for all Sims of a Fleet, in an hour by UTC, once.</summary>
    public static PlannedOrder ForFleet(string fleet, BulkChangeKind kind = BulkChangeKind.Deactivate) => new(kind, new SimSelection.Matching(new SimQuery { Fleets = [fleet] }, []), InAnHour, "UTC");

    /// <summary>An order for these Sims, in an hour by UTC, once.</summary>
    public static PlannedOrder ForSims(BulkChangeKind kind, params IEnumerable<SimRow> sims) => new(kind, new SimSelection.Chosen([.. sims.Select(sim => sim.Id)]), InAnHour, "UTC");

    /// <summary>Plans a change; that must succeed.</summary>
    public static async Task<PlannedChange> PlanAsync(this TestConsole console, PlannedOrder order, Caller? caller = null)
    {
        var orderer = caller ?? TestConsole.Someone;
        await console.KnowAsync(orderer);
        return BulkConsole.Succeeded(await console.Get<PlannedChangeService>().OrderAsync(order, orderer, Token));
    }

    /// <summary>Makes sure that a person of this name exists, who may do everything, and is limited as this one is.</summary>
    public static async Task KnowAsync(this TestConsole console, Caller caller)
    {
        await using var db = console.OpenDb();
        if (caller.Actor.Source == OrderSource.Console && !await db.Users.AnyAsync(p => p.UserName == caller.Name, Token))
        {
            db.Users.Add(new Person
            {
                UserName = caller.Name,
                NormalizedUserName = caller.Name.ToUpperInvariant(),
                Role = Role.Administrator,
                Scope = caller.Scope,
                SecurityStamp = caller.Name,
            });
            await db.SaveChangesAsync(Token);
        }
    }

    /// <summary>Does all that is due.</summary>
    public static Task<TimeSpan?> DoDueAsync(this TestConsole console) => console.Get<PlannedChangeRunner>().RunOnceAsync(Token);

    /// <summary>What became of each of its times, the first one first.</summary>
    public static async Task<IReadOnlyList<PlannedOccurrence>> OccurrencesAsync(this TestConsole console, PlannedChange plan) =>
        [.. (await console.Get<PlannedChangeReader>().OccurrencesBeforeAsync(plan.Id, null, 1_000, Token)).Reverse()];

    public static async Task<PlannedChangeView> AgainAsync(this TestConsole console, PlannedChange plan) =>
        (await console.Get<PlannedChangeReader>().FindAsync(plan.Sid, FleetScope.All, Token))!;

    /// <summary>All bulk changes that there are, previews included.</summary>
    public static async Task<IReadOnlyList<BulkChange>> BulkChangesAsync(this TestConsole console)
    {
        await using var db = console.OpenDb();
        return await db.BulkChanges.AsNoTracking().OrderBy(b => b.Id).ToListAsync(Token);
    }
}
