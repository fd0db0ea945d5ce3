using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;

namespace SimConsole.Tests.NetworkAuthorities;

public sealed class SimulatedNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<SimulatedOptions, string> BadSettings => new()
    {
        { new SimulatedOptions { Delay = TimeSpan.FromMilliseconds(-1) }, "Network:Simulated:Delay" },
        { new SimulatedOptions { Delay = TimeSpan.FromMinutes(11) }, "Network:Simulated:Delay" },
        { new SimulatedOptions { FailureRate = -0.1 }, "Network:Simulated:FailureRate" },
        { new SimulatedOptions { FailureRate = 1.1 }, "Network:Simulated:FailureRate" },
        { new SimulatedOptions { FailureRate = double.NaN }, "Network:Simulated:FailureRate" },
        { new SimulatedOptions { RefusalRate = 2 }, "Network:Simulated:RefusalRate" },
    };

    [Fact]
    public async Task An_order_is_carried_out_and_confirmed_once_the_delay_is_over()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Delay", "00:00:02"));
        var sim = await console.AddSimAsync(SimStatus.Active);

        var applying = console.Network.ApplyAsync(Batch(console, (sim, SimStatus.Inactive)), Token);
        console.Time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromMilliseconds(1));
        Assert.False(applying.IsCompleted);
        Assert.True(await console.MayAttachAsync(sim));
        console.Time.Advance(TimeSpan.FromMilliseconds(1));

        var applied = Assert.IsType<AuthorityAnswer.Applied>(Assert.Single(await applying));
        Assert.Equal(console.Time.GetUtcNow(), applied.At);
        Assert.False(await console.MayAttachAsync(sim));
    }

    [Fact]
    public async Task Each_order_has_its_answer_in_the_order_of_the_batch()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await SimsAsync(console, 4);
        SimStatus[] statuses = [SimStatus.Inactive, SimStatus.Ready, SimStatus.New, SimStatus.Active];

        var answers = await console.Network.ApplyAsync(Batch(console, [.. sims.Zip(statuses)]), Token);

        Assert.Equal(
            [false, true, false, true],
            answers.Select(a => Assert.IsType<AuthorityAnswer.Applied>(a).Confirmation.Contains("accepted", StringComparison.Ordinal)));
        var mayAttach = await Task.WhenAll(sims.Select(console.MayAttachAsync));
        Assert.Equal([false, true, false, true], mayAttach);
    }

    [Fact]
    public async Task A_repeated_order_does_no_harm()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New);
        var batch = Batch(console, (sim, SimStatus.Active));

        for (var i = 0; i < 2; i++)
        {
            Assert.IsType<AuthorityAnswer.Applied>(Assert.Single(await console.Network.ApplyAsync(batch, Token)));
            Assert.True(await console.MayAttachAsync(sim));
        }
    }

    [Fact]
    public async Task An_order_of_an_earlier_claim_is_not_carried_out_behind_one_of_a_later()
    {
        await using var console = await TestConsole.StartAsync();
        var (sim, other) = (await console.AddSimAsync(SimStatus.New), await console.AddSimAsync(SimStatus.New));
        var early = Batch(console, (sim, SimStatus.Active), (other, SimStatus.Active));
        console.Time.Advance(TimeSpan.FromMilliseconds(1));
        await console.Network.ApplyAsync(Batch(console, (sim, SimStatus.Inactive)), Token);

        var answers = await console.Network.ApplyAsync(early, Token);

        Assert.IsType<AuthorityAnswer.TryAgain>(answers[0]);
        Assert.IsType<AuthorityAnswer.Applied>(answers[1]);
        Assert.Equal((false, true), (await console.MayAttachAsync(sim), await console.MayAttachAsync(other)));
    }

    [Fact]
    public async Task A_sim_that_the_network_does_not_know_is_taken_in()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New);
        await using (var db = console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteDeleteAsync(Token);
        }

        Assert.Contains("does not know", (await console.Network.AttachAsync(sim.Iccid, Token)).Says, StringComparison.Ordinal);
        await console.Network.ApplyAsync(Batch(console, (sim, SimStatus.Active)), Token);
        Assert.True((await console.Network.AttachAsync(sim.Imsi!, Token)).Accepted);
    }

    [Fact]
    public async Task A_device_attaches_by_iccid_or_imsi_if_it_may()
    {
        await using var console = await TestConsole.StartAsync();
        var (may, mayNot) = (await console.AddSimAsync(SimStatus.Ready), await console.AddSimAsync(SimStatus.Inactive));

        foreach (var (sim, accepted) in new[] { (may, true), (mayNot, false) })
        {
            Assert.Equal(accepted, (await console.Network.AttachAsync(sim.Iccid, Token)).Accepted);
            Assert.Equal(accepted, (await console.Network.AttachAsync(sim.Imsi!, Token)).Accepted);
        }

        Assert.False((await console.Network.AttachAsync("8999", Token)).Accepted);
    }

    [Fact]
    public async Task In_an_outage_nothing_is_applied_and_nobody_attaches()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active);
        Assert.True((await console.Network.CheckAsync(Token)).Reachable);
        console.Network.Settings = console.Network.Settings with { Outage = true };

        Assert.IsType<AuthorityAnswer.TryAgain>(Assert.Single(await console.Network.ApplyAsync(Batch(console, (sim, SimStatus.Inactive)), Token)));
        Assert.True(await console.MayAttachAsync(sim));
        Assert.False((await console.Network.AttachAsync(sim.Iccid, Token)).Accepted);
        Assert.False((await console.Network.CheckAsync(Token)).Reachable);
    }

    [Fact]
    public async Task As_many_orders_fail_as_the_rate_says_and_the_seed_decides_which()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:FailureRate", "0.3"));
        await using var same = console.StartAnother(("Network:Simulated:FailureRate", "0.3"));
        await using var another = console.StartAnother(("Network:Simulated:FailureRate", "0.3"), ("Network:Simulated:Seed", "2"));
        var sims = await SimsAsync(console, 400);

        var first = await FailuresAsync(console, sims, 1);

        Assert.InRange(first.Count, 80, 160);
        Assert.Equal(first, await FailuresAsync(same, sims, 1));
        Assert.NotEqual(first, await FailuresAsync(another, sims, 1));
        Assert.NotEqual(first, await FailuresAsync(console, sims, 2));
    }

    [Fact]
    public async Task A_refused_sim_is_refused_at_every_attempt()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:RefusalRate", "0.5"));
        var sims = await SimsAsync(console, 50);

        var answers = await console.Network.ApplyAsync(Batch(console, 1, sims), Token);
        var again = await console.Network.ApplyAsync(Batch(console, 2, sims), Token);

        Assert.InRange(answers.Count(a => a is AuthorityAnswer.Refused), 10, 40);
        Assert.Equal(answers.Select(a => a is AuthorityAnswer.Refused), again.Select(a => a is AuthorityAnswer.Refused));
    }

    [Fact]
    public async Task Orders_under_way_keep_the_delay_and_the_rates_they_began_with_but_an_outage_stops_them()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Delay", "00:00:02"));
        var (first, second) = (await console.AddSimAsync(SimStatus.Active), await console.AddSimAsync(SimStatus.Active));

        var applying = console.Network.ApplyAsync(Batch(console, (first, SimStatus.Inactive)), Token);
        console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.FromMinutes(1), RefusalRate = 1, FailureRate = 1 };
        console.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<AuthorityAnswer.Applied>(Assert.Single(await applying.WaitAsync(Wait.Limit, Token)));

        console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.FromSeconds(2) };
        applying = console.Network.ApplyAsync(Batch(console, (second, SimStatus.Inactive)), Token);
        console.Network.Settings = new SimulatedOptions { Outage = true };
        console.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<AuthorityAnswer.TryAgain>(Assert.Single(await applying.WaitAsync(Wait.Limit, Token)));
        Assert.True(await console.MayAttachAsync(second));
    }

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Settings_out_of_range_are_refused_by_their_key_and_change_nothing(SimulatedOptions settings, string key)
    {
        await using var console = await TestConsole.StartAsync();
        var before = console.Network.Settings;

        var fault = Assert.Throws<ValidationException>(() => console.Network.Settings = settings);

        Assert.StartsWith(key, fault.Message, StringComparison.Ordinal);
        Assert.Same(before, console.Network.Settings);
    }

    [Fact]
    public async Task A_configuration_out_of_range_is_refused_at_the_start()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:FailureRate", "7"));

        var fault = Assert.Throws<OptionsValidationException>(() => console.Network);
        Assert.Contains("Network:Simulated:FailureRate is 7; it takes a number from 0 to 1.", fault.Message, StringComparison.Ordinal);
    }

    private static AuthorityBatch Batch(TestConsole console, params (SimRow Sim, SimStatus Status)[] orders) =>
        new(console.Time.GetUtcNow(), [.. orders.Select(o => new AuthorityOrder(o.Sim.Iccid, o.Sim.Imsi, o.Status, 1))]);

    private static AuthorityBatch Batch(TestConsole console, int attempt, IEnumerable<SimRow> sims) =>
        new(console.Time.GetUtcNow(), [.. sims.Select(s => new AuthorityOrder(s.Iccid, s.Imsi, SimStatus.Active, attempt))]);

    private static async Task<List<int>> FailuresAsync(TestConsole console, SimRow[] sims, int attempt)
    {
        var answers = await console.Network.ApplyAsync(Batch(console, attempt, sims), Token);
        return [.. Enumerable.Range(0, answers.Count).Where(i => answers[i] is AuthorityAnswer.TryAgain)];
    }

    private static async Task<SimRow[]> SimsAsync(TestConsole console, int count)
    {
        var sims = new SimRow[count];
        for (var i = 0; i < count; i++)
        {
            sims[i] = await console.AddSimAsync(SimStatus.Active);
        }

        return sims;
    }
}
