using Bunit;
using SimConsole.BulkChanges;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.PlannedChanges;

public sealed class PlannedChangePagesTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private TestConsole Console => _pages.Console;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pages = await PageContext.StartAsync();
        var fleet = await Console.AddFleetAsync("meters");
        await Console.AddSimAsync(SimStatus.Active, fleet);
        await Console.AddSimAsync(SimStatus.Active, fleet, "pump-1");
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task What_will_happen_is_written_before_it_is_planned()
    {
        var page = _pages.Render<NewPlannedChangePage>();
        Assert.Contains("Choose SIMs and a day", Summary(page), StringComparison.Ordinal);
        await Select(page, "Fleet").ChangeAsync(new() { Value = (await Console.Fleets.FindAsync("meters", FleetScope.All, Token))!.Sid });
        await page.Find("input[type=date]").ChangeAsync(new() { Value = "2026-03-29" });
        await page.Find("input[type=time]").ChangeAsync(new() { Value = "02:30:00" });
        await page.Find("input[list=zones]").ChangeAsync(new() { Value = "Europe/Berlin" });
        page.WaitForAssertion(() => Assert.Equal(
            "Deactivate all SIMs of the Fleet meters on Sun 29 Mar 2026, 03:00 Europe/Berlin. The clock leaves out 02:30 on that day. That is 2 SIMs as of now; those that match at that time are changed.",
            Summary(page)));
        Assert.False(Button(page, "Plan to deactivate 2 SIMs").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_list_is_planned_for_and_leads_to_the_page_of_the_plan()
    {
        var page = _pages.Render<NewPlannedChangePage>();
        await page.FindAll("input[type=radio]")[4].ClickAsync(new());
        page.WaitForElement("textarea");
        await page.FindComponent<PlannedList>().InvokeAsync(() => page.FindComponents<MudBlazor.MudTextField<string>>()[0].Instance.TextChanged.InvokeAsync("pump-1\nnobody"));
        page.WaitForAssertion(() => Assert.Contains("Lines that added no SIM are left out", page.Markup, StringComparison.Ordinal));
        await page.Find("input[type=date]").ChangeAsync(new() { Value = "2026-12-24" });
        page.WaitForAssertion(() => Assert.Equal("Deactivate 1 chosen SIM on Thu 24 Dec 2026, 08:00 UTC.", Summary(page)));
        await Button(page, "Plan to deactivate 1 SIM").ClickAsync(new());
        await Wait.UntilAsync(() => Task.FromResult(_pages.Navigation.Uri.Contains("planned-changes/PC", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_matches_a_filter_when_the_plan_is_due_is_changed_and_the_page_says_so()
    {
        var fleet = (await Console.Fleets.FindAsync("meters", FleetScope.All, Token))!;
        _pages.Navigation.NavigateTo($"planned-changes/new?matching={Uri.EscapeDataString($"sims?status=active&fleet={fleet.Sid}&sort=name")}");
        var page = _pages.Render<NewPlannedChangePage>();
        page.WaitForAssertion(() => Assert.Equal("The filter is asked again when the change is due: all active SIMs of the Fleet meters. 2 SIMs match as of now.", page.Find(".planned-which").TextContent));
        await page.Find("input[type=date]").ChangeAsync(new() { Value = "2026-03-02" });
        page.WaitForAssertion(() => Assert.Equal(
            "Deactivate all active SIMs of the Fleet meters on Mon 2 Mar 2026, 08:00 UTC. That is 2 SIMs as of now; those that match at that time are changed.", Summary(page)));
        await Button(page, "Plan to deactivate 2 SIMs").ClickAsync(new());
        await Wait.UntilAsync(() => Task.FromResult(_pages.Navigation.Uri.Contains("planned-changes/PC", StringComparison.Ordinal)));

        // One more matches until then.
        await Console.AddSimAsync(SimStatus.Active, fleet, "pump-2");
        await Console.KnowAsync(TestConsole.Someone);
        Console.Time.Advance(TimeSpan.FromDays(1));
        await Console.DoDueAsync();
        Assert.Equal(3, Assert.Single(await Console.BulkChangesAsync()).Selected);
    }

    [Fact]
    public async Task Those_that_were_picked_are_changed_and_no_others_and_the_page_says_so()
    {
        var fleet = (await Console.Fleets.FindAsync("meters", FleetScope.All, Token))!;
        var matching = new SimSelection.Matching(new SimQuery { Fleets = ["meters"] }, []);
        var preview = BulkConsole.Succeeded(await Console.Get<BulkChangeService>().PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, matching), TestConsole.Someone, null, Token));
        await Console.AddSimAsync(SimStatus.Active, fleet, "pump-2");
        _pages.Navigation.NavigateTo($"planned-changes/new?selection={preview.Sid}");
        var page = _pages.Render<NewPlannedChangePage>();
        page.WaitForAssertion(() => Assert.Equal("These and no others are changed, whatever becomes of them until then.", page.Find(".planned-which").TextContent));
        Assert.Contains("The 2 SIMs that you selected", page.Markup, StringComparison.Ordinal);
        await page.Find("input[type=date]").ChangeAsync(new() { Value = "2026-12-24" });
        page.WaitForAssertion(() => Assert.Equal("Deactivate 2 chosen SIMs on Thu 24 Dec 2026, 08:00 UTC.", Summary(page)));
        await Button(page, "Plan to deactivate 2 SIMs").ClickAsync(new());
        await Wait.UntilAsync(() => Task.FromResult(_pages.Navigation.Uri.Contains("planned-changes/PC", StringComparison.Ordinal)));
        Assert.Equal(2, (await Console.Get<PlannedChangeReader>().NextFirstAsync(1, FleetScope.All, Token))[0].Plan.Chosen);
    }

    [Fact]
    public void A_selection_that_is_forgotten_says_so()
    {
        _pages.Navigation.NavigateTo("planned-changes/new?selection=BC00");
        var page = _pages.Render<NewPlannedChangePage>();
        page.WaitForAssertion(() => Assert.Equal("This selection was kept for a day only. Pick the SIMs again.", page.Find(".refusal").TextContent));
        Assert.Contains("press <em>Plan…</em>", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_has_passed_says_so_at_once()
    {
        var page = _pages.Render<NewPlannedChangePage>();
        await Select(page, "Fleet").ChangeAsync(new() { Value = (await Console.Fleets.FindAsync("meters", FleetScope.All, Token))!.Sid });
        await page.Find("input[type=date]").ChangeAsync(new() { Value = "2026-02-28" });
        page.WaitForAssertion(() => Assert.Equal("2026-02-28T08:00 in UTC has passed. Choose a time in the future.", Summary(page)));
    }

    [Fact]
    public async Task A_plan_is_paused_resumed_and_done_before_ones_eyes()
    {
        var plan = await Console.PlanAsync(PlanningConsole.ForFleet("meters") with { Name = "Winter" });
        var list = _pages.Render<PlannedChangesPage>();
        list.WaitForAssertion(() => Assert.Contains("Sun 1 Mar 2026, 13:00 UTC", list.Find(".mud-table-body").TextContent, StringComparison.Ordinal));
        var page = _pages.Render<PlannedChangePage>(p => p.Add(x => x.Sid, plan.Sid));
        page.WaitForAssertion(() => Assert.Contains("2 SIMs as of now", page.Markup, StringComparison.Ordinal));

        page.WaitForAssertion(() => Button(page, "Pause").Click());
        page.WaitForAssertion(() => Assert.Contains("Times that come due are skipped until it is resumed.", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Button(page, "Resume").Click());
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Pause")));
        Console.Time.Advance(new TimeSpan(3, 5, 0));
        await Console.DoDueAsync();

        await _pages.LiveAsync(() => page.Markup.Contains("Ordered, late by 2 h 5 min", StringComparison.Ordinal));
        Assert.StartsWith("bulk-changes/BC", page.Find(".plain-table a").GetAttribute("href"), StringComparison.Ordinal);
        await _pages.LiveAsync(() => list.Find(".mud-table-body").TextContent.Contains("done", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_planned_yet_says_what_to_do()
    {
        var page = _pages.Render<PlannedChangesPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing is planned", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_that_is_not_there_says_so()
    {
        var page = _pages.Render<PlannedChangePage>(p => p.Add(x => x.Sid, "PC00"));
        page.WaitForAssertion(() => Assert.Contains("There is no such planned change", page.Markup, StringComparison.Ordinal));
    }

    private static string Summary(IRenderedComponent<NewPlannedChangePage> page) => page.Find(".planned-summary").TextContent;

    private static AngleSharp.Dom.IElement Select(IRenderedComponent<NewPlannedChangePage> page, string label) =>
        page.FindAll("label.field").Single(field => field.TextContent.TrimStart().StartsWith(label, StringComparison.Ordinal)).QuerySelector("select")!;

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string text) where T : Microsoft.AspNetCore.Components.IComponent =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
