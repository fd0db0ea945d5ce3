using SimConsole.Billing;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;
using SimConsole.Work;

namespace SimConsole.Tests.Billing;

public sealed class BillingPeriodTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_month_of_an_active_sim_keeps_its_day() => Assert.Equal(
        [(Start, "2026-02-28"), (At("2026-02-28"), "2026-03-31"), (At("2026-03-31"), "2026-04-30")],
        Periods(At("2026-04-01"), new StatusStep(Start, SimStatus.Active)).Select(p => (p.StartsAt, $"{p.EndsAt:yyyy-MM-dd}")));

    [Fact]
    public void A_ready_period_lasts_three_months_at_most_and_ends_when_the_sim_becomes_active()
    {
        Assert.Equal(
            [(BillingPeriodType.Ready, Start, At("2026-04-30")), (BillingPeriodType.Active, At("2026-04-30"), At("2026-05-30"))],
            Periods(At("2026-05-01"), new StatusStep(Start, SimStatus.Ready)).Select(p => (p.Type, p.StartsAt, p.EndsAt)));
        Assert.Equal(
            [(BillingPeriodType.Ready, Start, At("2026-02-15")), (BillingPeriodType.Active, At("2026-02-15"), At("2026-03-15"))],
            Periods(At("2026-03-01"), new StatusStep(Start, SimStatus.Ready), new StatusStep(At("2026-02-15"), SimStatus.Active)).Select(p => (p.Type, p.StartsAt, p.EndsAt)));
    }

    [Fact]
    public void A_sim_that_is_off_pays_its_month_to_the_end_and_begins_the_next_when_it_is_on_again()
    {
        StatusStep[] steps =
        [
            new(Start, SimStatus.Active), new(At("2026-02-03"), SimStatus.Inactive), new(At("2026-02-20"), SimStatus.Active), new(At("2026-03-05"), SimStatus.Inactive),
            new(At("2026-07-10"), SimStatus.Active),
        ];

        Assert.Equal([Start, At("2026-02-28"), At("2026-07-10")], Periods(At("2026-07-11"), steps).Select(p => p.StartsAt));
    }

    /// <summary>However often somebody looks, the periods are those of somebody who looks once, at the end.</summary>
    [Fact]
    public void Periods_that_are_continued_step_by_step_are_those_of_one_look()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var at = Start;
            var status = random.Next(2) == 0 ? SimStatus.Ready : SimStatus.Active;
            var steps = new List<StatusStep> { new(at, status) };
            for (var i = 0; i < 6; i++)
            {
                at = at.AddHours(random.Next(1, 1_500));
                status = status == SimStatus.Inactive || (status == SimStatus.Ready && random.Next(2) == 0) ? SimStatus.Active : SimStatus.Inactive;
                steps.Add(new StatusStep(at, status));
            }

            var end = at.AddDays(90);
            var once = Periods(end, [.. steps]).Select(p => (p.Type, p.StartsAt, p.EndsAt)).ToList();
            var periods = new List<BillingPeriod>();
            for (var now = Start; now < end; now = now.AddHours(random.Next(1, 600)))
            {
                Look(now);
            }

            Look(end);
            Assert.Equal(once, periods.Select(p => (p.Type, p.StartsAt, p.EndsAt)));

            void Look(DateTimeOffset now)
            {
                var last = periods.LastOrDefault();
                periods.AddRange(BillingCalendar.Continue(1, last, steps.Where(s => s.At <= now && s.At >= (last?.StartsAt ?? default)), now));
            }
        }
    }

    [Fact]
    public async Task The_periods_of_a_life_are_what_its_history_says_and_what_it_used_counts_in_the_present_one()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New, await console.AddFleetAsync("fleet"));
        var service = console.Get<BillingPeriodService>();
        Assert.Empty(await service.ListBeforeAsync(sim.Id, null, 10, Token));

        foreach (var (status, days) in new[] { (SimStatus.Ready, 10), (SimStatus.Active, 40), (SimStatus.Inactive, 60), (SimStatus.Active, 5) })
        {
            await console.AskAsync(sim, status);
            await console.WorkAsync();
            console.Time.Advance(TimeSpan.FromDays(days));
        }

        var periods = await service.ListBeforeAsync(sim.Id, null, 10, Token);
        Assert.Equal([BillingPeriodType.Active, BillingPeriodType.Active, BillingPeriodType.Active, BillingPeriodType.Ready], periods.Select(p => p.Type));
        Assert.Equal(console.Time.Now().AddDays(-5), periods[0].StartsAt);
        Assert.Equal(periods[2].StartsAt, periods[3].EndsAt);
        Assert.Equal(periods[2].EndsAt, periods[1].StartsAt);
        Assert.Equal(periods.Select(p => p.Sid), (await service.ListBeforeAsync(sim.Id, null, 10, Token)).Select(p => p.Sid));
        Assert.Equal(periods[1].Sid, Assert.Single(await service.ListAfterAsync(sim.Id, periods[2].Id, 1, Token)).Sid);
        Assert.Equal((periods[0].Id, 0), ((await service.CurrentAsync(sim.Id, Token))!.Period.Id, (await service.CurrentAsync(sim.Id, Token))!.Bytes));
    }

    [Fact]
    public async Task The_periods_are_listed_as_the_contract_says()
    {
        await using var console = await ServedConsole.StartAsync();
        var sims = await console.AddSimsAsync(2, SimStatus.Active, await console.AddFleetAsync("meters"));
        var unused = (await console.AddSimsAsync(1))[0];

        var listed = await console.GetAsync($"/v1/Sims/{sims[0].Sid}/BillingPeriods");

        await Contract.HoldsAsync("billing_periods", listed);
        var period = Assert.Single(listed.GetProperty("billing_periods").EnumerateArray());
        Assert.Equal((sims[0].Sid, "active", ApiTime(sims[0].StatusChangedAt)), (period.Text("sim_sid"), period.Text("period_type"), period.Text("start_time")));
        Assert.Empty((await console.GetAsync($"/v1/Sims/{unused.Sid}/BillingPeriods")).GetProperty("billing_periods").EnumerateArray());
        await console.GetAsync("/v1/Sims/nobody/BillingPeriods", System.Net.HttpStatusCode.NotFound);
    }

    private static string ApiTime(DateTimeOffset time) => SimConsole.Api.ApiJson.Time(time);

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<BillingPeriod> Periods(DateTimeOffset until, params StatusStep[] steps) => BillingCalendar.Continue(1, null, steps, until);
}
