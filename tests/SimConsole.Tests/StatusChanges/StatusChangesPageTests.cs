using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.StatusChanges;

public sealed class StatusChangesPageTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private TestConsole Console => _pages.Console;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pages = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task A_change_that_has_failed_is_tried_again_and_is_gone_from_the_failures_only_when_it_is_history()
    {
        var sim = await FailedAsync("pump");
        var page = _pages.Render<StatusChangesPage>();
        page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".result").TextContent));

        page.WaitForAssertion(() => page.Find("button[aria-label='Try again with pump']").Click());

        page.WaitForAssertion(() => Assert.Equal(["waiting", "failed"], page.FindAll(".result").Select(result => result.TextContent)));
        Assert.Empty(page.FindAll("button[aria-label^='Try again']"));
        Assert.Equal(SimStatus.Scheduled, (await Console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!.Status);
        await Console.WorkAsync();
        await _pages.LiveAsync(() => page.FindAll(".result").Select(result => result.TextContent).SequenceEqual(["completed", "failed"]));
    }

    [Fact]
    public async Task What_is_held_by_a_loss_report_or_has_changed_since_cannot_be_tried_again()
    {
        var (held, changed, same) = (await FailedAsync("held"), await FailedAsync("changed"), await FailedAsync("same"));
        await using (var db = Console.OpenDb())
        {
            db.LossReports.Add(new() { Kind = default, ReportedBy = "ada", ReportedAt = Console.Time.GetUtcNow() });
            await db.SaveChangesAsync(Token);
            var report = await db.LossReports.Select(r => r.Id).SingleAsync(Token);
            await db.Sims.Where(s => s.Sid == held.Sid).ExecuteUpdateAsync(set => set.SetProperty(s => s.HeldByReportId, report), Token);
        }

        await Console.Sims.UpdateAsync(changed.Sid, new SimUpdate { Status = SimStatus.Active }, TestConsole.Someone, Token);
        await Console.WorkAsync();

        var failed = await Reader.ListAsync(ChangeFilter.Failed, null, 10, FleetScope.All, Token);

        Assert.Equal([(same.Sid, true), (changed.Sid, false), (held.Sid, false)], failed.Select(change => (change.SimSid, change.CanTryAgain)));
    }

    [Fact]
    public async Task All_changes_are_paged_latest_first_whatever_is_shown_and_none_shows_twice()
    {
        for (var i = 0; i < 7; i++)
        {
            await FailedAsync($"sim-{i}");
        }

        var open = await Console.AddSimAsync(SimStatus.Inactive, await Console.AddFleetAsync("open"));
        await Console.Sims.UpdateAsync(open.Sid, new SimUpdate { Status = SimStatus.Active }, TestConsole.Someone, Token);
        foreach (var (filter, count) in new[] { (ChangeFilter.All, 8), (ChangeFilter.Failed, 7), (ChangeFilter.UnderWay, 1) })
        {
            var seen = new List<long>();
            IReadOnlyList<ListedChange> page;
            do
            {
                page = await Reader.ListAsync(filter, seen.Count == 0 ? null : seen[^1], 3, FleetScope.All, Token);
                seen.AddRange(page.Select(change => change.Change.Id));
            }
            while (page.Count == 3);

            Assert.Equal(count, seen.Distinct().Count());
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(seen.OrderDescending(), seen);
        }

        Assert.Empty(await Reader.ListAsync(ChangeFilter.All, null, 3, FleetScope.Of([999]), Token));
    }

    private StatusChangeReader Reader => Console.Get<StatusChangeReader>();

    private async Task<SimRow> FailedAsync(string name)
    {
        var fleet = await Console.AddFleetAsync($"fleet of {name}");
        var sim = await Console.AddSimAsync(SimStatus.Inactive, fleet, name);
        await Console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.Active }, TestConsole.Someone, Token);
        Console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        Console.Time.Advance(TimeSpan.FromMinutes(1));
        await Console.WorkAsync();
        Console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero };
        return (await Console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!;
    }
}
