using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.Tests.BulkChanges;

/// <summary>What tests of bulk changes do again and again.</summary>
internal static class BulkConsole
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static BulkChangeService Bulk(this TestConsole console) => console.Get<BulkChangeService>();

    public static BulkChangeReader BulkReader(this TestConsole console) => console.Get<BulkChangeReader>();

    /// <summary>Freezes these Sims; that must succeed.</summary>
    public static async Task<BulkChange> PreviewAsync(this TestConsole console, BulkChangeKind kind, IEnumerable<SimRow> sims, Fleet? fleet = null)
    {
        var order = new BulkOrder(kind, new SimSelection.Chosen([.. sims.Select(s => s.Id)]), fleet?.Sid);
        return Succeeded(await console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));
    }

    /// <summary>Freezes these Sims and orders the change; that must succeed.</summary>
    public static async Task<BulkChange> OrderBulkAsync(this TestConsole console, BulkChangeKind kind, IEnumerable<SimRow> sims, Fleet? fleet = null) =>
        await console.CommitAsync(await console.PreviewAsync(kind, sims, fleet));

    public static async Task<BulkChange> CommitAsync(this TestConsole console, BulkChange preview) =>
        Succeeded(await console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone, Token));

    /// <summary>What a process leaves behind that dies after the order is durable, and before anything is scheduled.</summary>
    public static async Task RunningWithoutAChunkAsync(this TestConsole console, BulkChange preview)
    {
        await using var db = console.OpenDb();
        await db.BulkChanges.Where(b => b.Id == preview.Id).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BulkChangeState.Running).SetProperty(b => b.CommittedAt, console.Time.Now()), Token);
    }

    /// <summary>Works off all bulk changes, and all that they schedule.</summary>
    public static async Task WorkBulkAsync(this TestConsole console)
    {
        do
        {
            await console.WorkAsync();
        }
        while ((await console.Get<BulkChangeScheduler>().RunOnceAsync(Token)).More);
        await console.WorkAsync();
        await console.Get<BulkChangeScheduler>().RunOnceAsync(Token);
    }

    public static async Task<BulkChange> AgainAsync(this TestConsole console, BulkChange bulk) => (await console.BulkReader().FindAsync(bulk.Sid, FleetScope.All, Token))!.Bulk;

    /// <summary>The result of each Sim, in the order of the Sims.</summary>
    public static async Task<BulkChangeResult[]> ResultsAsync(this TestConsole console, BulkChange bulk)
    {
        var now = await console.AgainAsync(bulk);
        return [.. (await console.BulkReader().SimsAfterAsync(now, null, 0, 1_000, Token)).Select(s => s.Result(now))];
    }

    public static async Task<SimSelection> ListAsync(this TestConsole console, string text) =>
        new SimSelection.Listed(await console.Get<SimListResolver>().ResolveAsync(SimList.Read(text).Value!, FleetScope.All, Token));

    public static T Succeeded<T>(Result<T> result) where T : class
    {
        Assert.Null(result.Refusal);
        return result.Value!;
    }
}
