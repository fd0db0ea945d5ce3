using Microsoft.EntityFrameworkCore;
using Npgsql;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.StatusChanges;

/// <summary>
/// Two who write the same Sims at the same time, in every order that there is: the one acts as a whole between two statements of the other, after the first,
/// after the second, and so on, or waits there until the other lets it. Whatever the order, nothing that holds of every Sim is broken, and when all
/// is worked off every Sim has the status that the network has for it. Where a database has one writer, there is one order.
/// </summary>
[Trait("Only", "PostgreSql")]
public sealed class MeetingWritersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What may happen, by name.</summary>
    private static readonly Dictionary<string, Func<TestConsole, Scene, Task>> Acts = new()
    {
        ["a worker takes what is due, and ends it"] = (console, _) => console.WorkAsync(),
        ["all are reported stolen"] = (console, scene) => scene.ReportAsync(console),
        ["a person switches one off"] = (console, scene) => console.Sims.UpdateAsync(scene.Active.Sid, new() { Status = SimStatus.Inactive }, TestConsole.Someone, Token),
        ["the next SIMs of a bulk change are scheduled"] = (console, scene) => console.Get<BulkChangeScheduler>().OrderNextAsync(scene.Next.Id, Token),
        ["a bulk change is cancelled"] = (console, scene) => console.Bulk().CancelAsync(scene.UnderWay.Sid, TestConsole.Someone, Token),
        ["a person takes changes back"] = (console, scene) => scene.WithdrawAsync(console),
        ["a ready SIM has waited for three months"] = (console, _) => console.Get<StatusChangeService>().ActivateReadyAsync(Token),
        ["a person renames one"] = (console, scene) => console.Sims.UpdateAsync(scene.OnItsWay.Sid, new() { UniqueName = $"renamed-{scene.Number}" }, TestConsole.Someone, Token),
        ["a report is released"] = (console, scene) => console.Get<LossReportService>().ReleaseAsync(scene.Earlier.Sid, null, "found", TestConsole.Someone, Token),
        ["what is held is kept off"] = (console, _) => console.Get<LossReportService>().KeepAsync(Token),
    };

    public static TheoryData<string, string> Pairs() => [.. from one in Acts.Keys from other in Acts.Keys.Take(7) select (one, other)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task In_whatever_order_two_write_nothing_is_broken(string one, string other)
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "PostgreSql", "SQLite has one writer: there is one order.");
        await using var another = console.StartAnother();
        await using var locks = new NpgsqlConnection(console.Database.ConnectionString);
        await locks.OpenAsync(Token);
        var fleet = await console.AddFleetAsync("meters");
        for (var (after, more) = (1, true); more; after++)
        {
            var scene = await Scene.SetAsync(console, fleet, after);
            var meanwhile = Task.CompletedTask;
            var interruption = new Interruption(after, async () =>
            {
                meanwhile = Task.Run(() => Acts[other](another, scene), Token);
                await Wait.UntilAsync(async () => meanwhile.IsCompleted || await WaitsAsync(locks));
            });
            await interruption.InAsync(() => Acts[one](console, scene));
            await meanwhile;
            more = interruption.Happened;
            await console.AssertWholeAsync($"{other}, after statement {after} of: {one}");
            await console.WorkBulkAsync();
            await console.AssertSettledAsync($"{other}, after statement {after} of: {one}, and all is worked off");
            await scene.CloseAsync(console);
        }
    }

    private static async Task<bool> WaitsAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        return (long)(await command.ExecuteScalarAsync(Token))! > 0;
    }

    /// <summary>Sims to which much happens at once.</summary>
    private sealed record Scene(int Number, SimRow Active, SimRow OnItsWay, SimRow Ready, IReadOnlyList<SimRow> All, BulkChange UnderWay, BulkChange Next, LossReport Earlier)
    {
        public static async Task<Scene> SetAsync(TestConsole console, Fleet fleet, int number)
        {
            var active = await console.AddSimAsync(SimStatus.Active, fleet);
            var turning = await console.AddSimAsync(SimStatus.Inactive, fleet);
            var ready = await console.AddSimAsync(SimStatus.Ready, fleet);
            var held = await console.AddSimAsync(SimStatus.Active, fleet);
            SimRow[] inBulk = [await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet)];
            SimRow[] next = [await console.AddSimAsync(SimStatus.Active, fleet), active];
            await using (var db = console.OpenDb())
            {
                await db.Sims.Where(s => s.Id == ready.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ReadySince, console.Time.Now().AddMonths(-4)), Token);
            }

            var earlier = BulkConsole.Succeeded(await console.Get<LossReportService>().ReportAsync(new LossOrder([held.Id], LossKind.Lost), TestConsole.Someone, Token));
            await console.WorkAsync();
            var underWay = await console.OrderBulkAsync(BulkChangeKind.Deactivate, inBulk);
            await console.Get<BulkChangeScheduler>().OrderNextAsync(underWay.Id, Token);
            var later = await console.PreviewAsync(BulkChangeKind.Deactivate, next);
            await console.RunningWithoutAChunkAsync(later);
            await console.AskAsync(turning, SimStatus.Active);
            return new Scene(number, active, turning, ready, [active, turning, ready, held, .. inBulk, next[0]], underWay, later, earlier);
        }

        public Task<Result<LossReport>> ReportAsync(TestConsole console) =>
            console.Get<LossReportService>().ReportAsync(new LossOrder([.. All.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token);

        /// <summary>Takes back what is in flight of the Sim that was asked for alone, and of the bulk change that is under way.</summary>
        public async Task WithdrawAsync(TestConsole console)
        {
            await using var db = console.OpenDb();
            var open = await db.StatusChanges.AsNoTracking().Where(c => c.EndedAt == null && (c.SimId == OnItsWay.Id || c.BulkChangeId == UnderWay.Id)).OrderBy(c => c.Id).ToListAsync(Token);
            foreach (var change in open)
            {
                await console.Get<WithdrawalService>().WithdrawAsync(change.Sid, TestConsole.Someone, Token);
            }
        }

        /// <summary>Leaves nothing for the next scene to do.</summary>
        public async Task CloseAsync(TestConsole console)
        {
            await using var db = console.OpenDb();
            long[] ids = [.. All.Select(s => s.Id)];
            await db.Sims.Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.HeldByReportId, (long?)null), Token);
            await db.LossReportSims.ExecuteDeleteAsync(Token);
        }
    }
}
