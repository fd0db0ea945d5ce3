using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

public sealed class AuthorityTroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_that_the_network_refuses_fails_with_the_reason()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:RefusalRate", "1"));
        var sim = await console.AddSimAsync(SimStatus.New, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active);

        await console.WorkAsync();

        var change = await console.OnlyChangeAsync();
        Assert.Equal((StatusChangeState.Failed, "The simulated network refuses this SIM.", 1), (change.State, change.Failure, change.Attempts));
        Assert.Equal((SimStatus.New, null), ((await console.RowAsync(sim)).Status, (await console.RowAsync(sim)).TargetStatus));
    }

    [Fact]
    public async Task A_repair_of_the_network_goes_on_although_it_is_refused()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active);
        var (worker, authority) = TestAuthority.In(console);
        authority.LoseAnswers();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        authority.Refuse();
        console.Time.Advance(TimeSpan.FromSeconds(1));
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        Assert.Equal((SimStatus.Inactive, true), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));

        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        authority.Script = null;
        console.Time.Advance(TimeSpan.FromMinutes(10));
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        Assert.False(await console.MayAttachAsync(sim));
        Assert.Equal([StatusChangeState.Failed, StatusChangeState.Completed], (await console.ChangesAsync()).Select(c => c.State));
    }

    [Fact]
    public async Task An_authority_that_never_answers_holds_nothing_beyond_the_deadline()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(console);
        var asked = new TaskCompletionSource();
        authority.Script = (_, _, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<IReadOnlyList<AuthorityAnswer>>().Task;
        };

        var working = worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await asked.Task.WaitAsync(Wait.Limit, Token);
        console.Time.Advance(TimeSpan.FromMinutes(10));
        await working.WaitAsync(Wait.Limit, Token);

        Assert.Equal(StatusChangeState.Failed, (await console.ChangesAsync())[0].State);
        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task An_authority_that_throws_is_asked_again()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(console);
        authority.Script = (_, _, _) => throw new IOException("No route.");

        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        var change = await console.OnlyChangeAsync();
        Assert.Equal((StatusChangeState.Queued, null, "The network authority could not be asked: No route."), (change.State, change.LeaseToken, change.Failure));
        console.Time.Advance(TimeSpan.FromSeconds(1));
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
        Assert.Null((await console.OnlyChangeAsync()).Failure);
    }

    [Fact]
    public async Task An_authority_that_answers_for_too_few_has_answered_for_none()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive);
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(console);
        authority.Script = async (batch, network, token) => [.. (await network.ApplyAsync(batch, token)).Take(1)];

        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        Assert.All(await console.ChangesAsync(), c => Assert.Equal((StatusChangeState.Queued, null), (c.State, c.LeaseToken)));
    }

    [Fact]
    public async Task Work_goes_on_when_an_outage_is_over()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        console.Network.Settings = console.Network.Settings with { Outage = true };
        await console.AskAsync(sim, SimStatus.Inactive);
        await console.WorkAsync();
        Assert.True(await console.MayAttachAsync(sim));

        console.Network.Settings = console.Network.Settings with { Outage = false };
        console.Time.Advance(TimeSpan.FromSeconds(1));
        await console.WorkAsync();

        Assert.Equal((SimStatus.Inactive, false), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));
    }
}
