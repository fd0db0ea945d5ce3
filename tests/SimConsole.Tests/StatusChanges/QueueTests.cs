using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

public sealed class QueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loss_report_goes_before_a_single_change_and_that_before_bulk_work()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        foreach (var priority in new[] { StatusChangePriority.Bulk, StatusChangePriority.Single, StatusChangePriority.LossReport, StatusChangePriority.Bulk })
        {
            await console.OrderAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive, priority);
            console.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var queue = console.Get<StatusChangeQueue>();
        var taken = new List<long[]>();
        while (await queue.ClaimAsync(StatusChangePriority.Bulk, Token) is { } batch)
        {
            taken.Add([.. batch.Rows.Select(c => c.Id)]);
        }

        var ids = (await console.ChangesAsync()).ConvertAll(c => c.Id);
        Assert.Equal([[ids[2]], [ids[1]], [ids[0], ids[3]]], taken);
    }

    [Fact]
    public async Task The_lane_for_urgent_changes_leaves_bulk_work_alone()
    {
        await using var console = await TestConsole.StartAsync();
        await console.OrderAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, StatusChangePriority.Bulk);
        var queue = console.Get<StatusChangeQueue>();

        Assert.Null(await queue.ClaimAsync(StatusChangePriority.Single, Token));
        Assert.Null(await queue.NextDueAsync(StatusChangePriority.Single, Token));
        Assert.NotNull(await queue.ClaimAsync(StatusChangePriority.Bulk, Token));
    }

    [Fact]
    public async Task A_batch_holds_no_more_than_its_size_oldest_first()
    {
        await using var console = await TestConsole.StartAsync(("StatusChanges:BatchSize", "2"));
        var fleet = await console.AddFleetAsync("fleet");
        for (var i = 0; i < 3; i++)
        {
            await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive);
            console.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var batch = await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);

        Assert.Equal((await console.ChangesAsync()).Take(2).Select(c => c.Id), batch!.Rows.Select(c => c.Id).Order());
    }

    [Fact]
    public async Task A_change_planned_for_later_waits_and_has_all_its_time_then()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var later = console.Time.Now().AddHours(1);
        await console.OrderAsync(sim, SimStatus.Inactive, StatusChangePriority.Single, later);

        await console.WorkAsync();
        Assert.Equal(SimStatus.Scheduled, await console.StatusAsync(sim));
        Assert.Equal(600, (await console.OnlyChangeAsync()).SecondsLeft);
        console.Time.Advance(TimeSpan.FromHours(1));
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
    }
}
