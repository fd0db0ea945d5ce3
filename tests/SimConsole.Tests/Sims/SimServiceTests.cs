using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Sims;

public sealed class SimServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The Sim before, what is asked of it, and the refusal's code.</summary>
    public static TheoryData<SimStatus, bool, SimUpdate, int> Refused => new()
    {
        { SimStatus.New, true, new SimUpdate { UniqueName = "a/b" }, 20001 },
        { SimStatus.New, true, new SimUpdate { UniqueName = new string('x', 65) }, 20001 },
        { SimStatus.New, true, new SimUpdate { UniqueName = Sim.SidPrefix + new string('0', 32) }, 20001 },
        { SimStatus.New, true, new SimUpdate { UniqueName = " " }, 20001 },
        { SimStatus.New, true, new SimUpdate { UniqueName = "taken" }, 83011 },
        { SimStatus.New, true, new SimUpdate { Fleet = "none such" }, 83006 },
        { SimStatus.New, true, new SimUpdate { Fleet = "HF" + new string('0', 32), Status = SimStatus.Active }, 83006 },
        { SimStatus.New, true, new SimUpdate { Status = SimStatus.Inactive }, 83010 },
        { SimStatus.New, true, new SimUpdate { Status = SimStatus.New }, 83010 },
        { SimStatus.New, true, new SimUpdate { Status = SimStatus.Scheduled }, 83010 },
        { SimStatus.New, false, new SimUpdate { Status = SimStatus.Active }, 83007 },
        { SimStatus.New, true, new SimUpdate { Status = SimStatus.Ready, Fleet = "" }, 83007 },
        { SimStatus.Ready, true, new SimUpdate { Fleet = "" }, 83008 },
        { SimStatus.Ready, true, new SimUpdate { Fleet = "", Status = SimStatus.Active }, 83008 },
        { SimStatus.Active, true, new SimUpdate { Fleet = "" }, 83008 },
        { SimStatus.Active, true, new SimUpdate { Status = SimStatus.Ready }, 83010 },
        { SimStatus.Inactive, true, new SimUpdate { Status = SimStatus.Ready }, 83010 },
        { SimStatus.Inactive, false, new SimUpdate { Status = SimStatus.Active }, 83007 },
        { SimStatus.Active, true, new SimUpdate { Status = SimStatus.Inactive, Reason = new string('x', StatusChange.TextLength + 1) }, 20001 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refusal_has_its_code_and_a_sentence_and_changes_nothing_at_all(SimStatus status, bool hasFleet, SimUpdate update, int code)
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        await console.AddFleetAsync("other");
        await console.AddSimAsync(name: "taken");
        var sim = await console.AddSimAsync(status, hasFleet ? fleet : null, "sim");
        var before = await console.AllRowsAsync();
        console.Time.Advance(TimeSpan.FromSeconds(1));

        // What would be fine by itself goes down with the rest: all or nothing.
        foreach (var all in new[] { update, update with { UniqueName = update.UniqueName ?? "renamed" }, update with { Fleet = update.Fleet ?? (code == 83007 ? null : "other") } })
        {
            var result = await console.Sims.UpdateAsync(sim.Sid, all, TestConsole.Someone, Token);

            Assert.Equal(code, result.Refusal?.Code);
            Assert.Matches(@"^[A-Z][^\n]+\.$", result.Refusal!.Message);
        }

        Assert.Equal(before, await console.AllRowsAsync());
    }

    [Fact]
    public async Task A_sim_that_is_not_there_is_refused()
    {
        await using var console = await TestConsole.StartAsync();

        Assert.Equal(20404, (await console.Sims.UpdateAsync("none", new SimUpdate { UniqueName = "x" }, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Theory]
    [InlineData(SimStatus.Ready)]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Inactive)]
    public async Task While_a_change_is_in_flight_no_status_can_be_asked_for_and_the_fleet_stays(SimStatus status)
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        await console.AddFleetAsync("other");
        var sim = await console.AddSimAsync(SimStatus.Ready, fleet);
        await console.AskAsync(sim, SimStatus.Active);
        var before = await console.AllRowsAsync();

        Assert.Equal(83010, (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = status }, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(83009, (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(83009, (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "" }, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(before, await console.AllRowsAsync());
    }

    [Fact]
    public async Task A_sim_is_renamed_and_its_name_taken_away_and_the_timeline_says_so()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "old");

        var renamed = await console.Sims.UpdateAsync("old", new SimUpdate { UniqueName = "new" }, TestConsole.Someone, Token);
        var nameless = await console.Sims.UpdateAsync("new", new SimUpdate { UniqueName = "" }, TestConsole.Someone, Token);

        Assert.Equal(("new", null, false), (renamed.Value!.Sim.UniqueName, nameless.Value!.Sim.UniqueName, nameless.Value.Scheduled));
        Assert.Equal(
            [(SimEventKind.Renamed, "old", "new", "someone"), (SimEventKind.Renamed, "new", null, "someone")],
            (await console.EventsAsync()).Select(e => (e.Kind, e.OldValue, e.NewValue, e.Actor)));
        Assert.Equal(sim.Version + 2, (await console.RowAsync(sim)).Version);
        await console.AddSimAsync(name: "old");
    }

    [Fact]
    public async Task A_sim_can_be_renamed_while_its_status_is_scheduled()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active);

        var renamed = await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "name" }, TestConsole.Someone, Token);
        await console.WorkAsync();

        Assert.Equal((SimStatus.Scheduled, false), (renamed.Value!.Sim.Status, renamed.Value.Scheduled));
        var after = await console.RowAsync(sim);
        Assert.Equal(("name", SimStatus.Active), (after.UniqueName, after.Status));
    }

    [Theory]
    [InlineData(SimStatus.New)]
    [InlineData(SimStatus.Inactive)]
    public async Task A_sim_that_may_not_connect_moves_at_once(SimStatus status)
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(status, await console.AddFleetAsync("fleet"));
        var other = await console.AddFleetAsync("other");

        var moved = (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = other.Sid }, TestConsole.Someone, Token)).Value!;
        var left = (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "" }, TestConsole.Someone, Token)).Value!;

        Assert.Equal((status, other.Sid, false), (moved.Sim.Status, moved.Sim.FleetSid, moved.Scheduled));
        Assert.Null(left.Sim.FleetSid);
        Assert.Equal([("fleet", "other"), ("other", null)], (await console.EventsAsync()).Select(e => (e.OldValue, e.NewValue)));
        Assert.Empty(await console.ChangesAsync());
    }

    [Theory]
    [InlineData(SimStatus.Ready)]
    [InlineData(SimStatus.Active)]
    public async Task A_sim_that_may_connect_moves_when_the_network_has_confirmed_it(SimStatus status)
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        var sim = await console.AddSimAsync(status, fleet);
        var other = await console.AddFleetAsync("other");

        var moving = (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token)).Value!;

        Assert.Equal((SimStatus.Scheduled, status, fleet.Sid, true), (moving.Sim.Status, moving.Sim.TargetStatus, moving.Sim.FleetSid, moving.Scheduled));
        Assert.Empty(await console.EventsAsync());
        await console.WorkAsync();
        var after = await console.RowAsync(sim);
        Assert.Equal((status, null, other.Sid), (after.Status, after.TargetStatus, after.FleetSid));
        Assert.Equal([("fleet", "other", "someone")], (await console.EventsAsync()).Select(e => (e.OldValue, e.NewValue, e.Actor)));
    }

    [Fact]
    public async Task A_new_sim_is_put_into_a_fleet_and_activated_by_one_request()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync();
        await console.AddFleetAsync("fleet");

        var updated = (await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "fleet", Status = SimStatus.Active }, TestConsole.Someone, Token)).Value!;
        await console.WorkAsync();

        Assert.Equal((SimStatus.Scheduled, "fleet"), (updated.Sim.Status, updated.Sim.FleetName));
        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
        Assert.Single(await console.EventsAsync());
    }

    [Fact]
    public async Task An_active_sim_is_deactivated_and_taken_out_of_its_fleet_by_one_request()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));

        await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "", Status = SimStatus.Inactive }, TestConsole.Someone, Token);
        Assert.Equal("fleet", (await console.RowAsync(sim)).FleetName);
        await console.WorkAsync();

        var after = await console.RowAsync(sim);
        Assert.Equal((SimStatus.Inactive, null), (after.Status, after.FleetSid));
        Assert.Equal([("fleet", null)], (await console.EventsAsync()).Select(e => (e.OldValue, e.NewValue)));
    }

    [Fact]
    public async Task The_record_of_a_change_says_who_asked_and_why_and_from_where_to_where()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var reason = new string('x', StatusChange.TextLength);

        await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.Inactive, Reason = reason }, TestConsole.Someone with { Actor = new Actor("someone", OrderSource.Api) }, Token);

        var change = await console.OnlyChangeAsync();
        Assert.Equal(
            (sim.Id, StatusChangeKind.Requested, SimStatus.Active, SimStatus.Inactive, "someone", OrderSource.Api, reason),
            (change.SimId, change.Kind, change.FromStatus, change.ToStatus, change.RequestedBy, change.Source, change.Reason));
        Assert.Equal(
            (StatusChangeState.Queued, 0, console.Time.Now(), 600),
            (change.State, change.Attempts, change.QueuedAt, change.SecondsLeft));
    }

    [Fact]
    public async Task Asking_for_what_is_already_so_succeeds_and_changes_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "sim");
        var watched = new System.Collections.Concurrent.ConcurrentQueue<SimChanged>();
        var arrived = new TaskCompletionSource();
        using var watch = console.Get<LiveFeed>().WatchEverything(batch =>
        {
            batch.ToList().ForEach(watched.Enqueue);
            arrived.TrySetResult();
            return Task.CompletedTask;
        });
        var before = await console.AllRowsAsync();
        console.Time.Advance(TimeSpan.FromSeconds(1));

        foreach (var update in new[] { new SimUpdate(), new SimUpdate { Status = SimStatus.Active, UniqueName = "sim", Fleet = "fleet" }, new SimUpdate { Fleet = sim.FleetSid } })
        {
            var result = await console.Sims.UpdateAsync(sim.Sid, update, TestConsole.Someone, Token);
            Assert.Equal((null, false, sim.Version), (result.Refusal, result.Value!.Scheduled, result.Value.Sim.Version));
        }

        Assert.Equal(before, await console.AllRowsAsync());

        // The first event that arrives is that of a change made afterwards: none came before.
        Assert.Null(console.Get<LiveFeed>().LastPublishedAt);
        await console.AskAsync(sim, SimStatus.Inactive);
        await arrived.Task.WaitAsync(Wait.Limit, Token);
        Assert.Equal(sim.Version + 1, Assert.Single(watched).Version);
    }
}
