using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Sims;

public sealed class SimsPageTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _fleet = await Console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Each_row_offers_the_one_act_that_fits_and_says_why_where_it_cannot_be_done()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet, "a-active");
        await Console.AddSimAsync(SimStatus.Inactive, _fleet, "b-inactive");
        await Console.AddSimAsync(SimStatus.New, null, "c-without-fleet");
        var scheduled = await Console.AddSimAsync(SimStatus.Active, _fleet, "d-scheduled");
        await Console.AskAsync(scheduled, SimStatus.Inactive);

        var grid = Open("sims?sort=name&dir=asc");
        grid.WaitForAssertion(() => Assert.Equal(4, grid.FindAll("tbody tr").Count));

        (string Name, string Label, bool Disabled, string Why)[] expected =
        [
            ("a-active", "Deactivate", false, ""),
            ("b-inactive", "Activate", false, ""),
            ("c-without-fleet", "Activate", true, "without a Fleet"),
            ("d-scheduled", "Activate", true, "in flight"),
        ];
        foreach (var (name, label, disabled, why) in expected)
        {
            var button = RowOf(grid, name).QuerySelector("td.cell-action button")!;
            Assert.Equal(label, button.TextContent.Trim());
            Assert.Equal(disabled, button.GetAttribute("aria-disabled") == "true");
            Assert.Contains(why, button.GetAttribute("aria-label"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_button_that_cannot_act_says_why_to_a_finger_too_and_changes_nothing()
    {
        await Console.AddSimAsync(SimStatus.New, null, "without-fleet");
        var grid = Open("sims");
        var snackbars = _page.Render<MudSnackbarProvider>();
        var before = await Console.AllRowsAsync();
        grid.WaitForAssertion(() => Assert.Single(grid.FindAll("tbody tr")));

        await RowOf(grid, "without-fleet").QuerySelector("td.cell-action button")!.ClickAsync(new());

        snackbars.WaitForAssertion(() => Assert.Contains("Put it into a Fleet first", snackbars.Markup, StringComparison.Ordinal));
        Assert.Equal(before, await Console.AllRowsAsync());
    }

    [Fact]
    public async Task Pressing_the_button_schedules_the_sim_and_the_confirmation_changes_its_row_in_place()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet, "first");
        await Console.AddSimAsync(SimStatus.Active, _fleet, "second");
        var grid = Open("sims?status=active");
        grid.WaitForAssertion(() => Assert.Equal(2, grid.FindAll("tbody tr").Count));

        await RowOf(grid, "first").QuerySelector("td.cell-action button")!.ClickAsync(new());
        grid.WaitForAssertion(() => Assert.Equal("scheduled", StatusOf(grid, "first")));
        await Console.WorkAsync();

        // It no longer matches the filter, and stays where it is all the same: nothing jumps.
        await _page.LiveAsync(() => StatusOf(grid, "first") == "inactive");
        Assert.Equal(["second", "first"], grid.FindAll("tbody a.row-link").Select(a => a.TextContent));
        Assert.Equal("active", StatusOf(grid, "second"));
    }

    [Fact]
    public async Task What_another_does_shows_too_also_a_new_name()
    {
        var sim = await Console.AddSimAsync(SimStatus.Inactive, _fleet, "before");
        var grid = Open("sims");
        grid.WaitForAssertion(() => Assert.Single(grid.FindAll("tbody tr")));

        await Console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "after", Status = SimStatus.Active }, TestConsole.Someone, TestContext.Current.CancellationToken);

        grid.WaitForAssertion(() => Assert.Equal("scheduled", StatusOf(grid, "after")));
    }

    [Fact]
    public void An_empty_console_says_what_to_do()
    {
        var grid = Open("sims");
        grid.WaitForAssertion(() => Assert.Contains("There are no SIMs yet", grid.Markup, StringComparison.Ordinal));
        Assert.Contains("import", grid.FindAll(".empty-state a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task No_match_says_so_and_leads_back()
    {
        await Console.AddSimAsync(SimStatus.Inactive, _fleet);
        var grid = Open("sims?status=active");
        grid.WaitForAssertion(() => Assert.Contains("No SIM matches", grid.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_shows_what_the_network_does_otherwise_as_soon_as_it_is_found_and_until_it_is_mended()
    {
        await Console.AddSimAsync(SimStatus.Inactive, _fleet, "pump");
        await using (var db = Console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        var grid = Open("sims");
        await Console.Get<DriftService>().CompareAsync(null, "pump", TestConsole.Someone, Token);
        Console.Time.Advance(TimeSpan.FromSeconds(1));
        await Console.Get<ReconcileWorker>().CompareOnceAsync(ComparisonScope.Sim, Token);
        await _page.LiveAsync(() => RowOf(grid, "pump").QuerySelector(".status-drift") is not null);

        await Console.WorkAsync();
        await _page.LiveAsync(() => RowOf(grid, "pump").QuerySelector(".status-drift") is null);
    }

    [Fact]
    public async Task Several_filters_apply_at_once_and_each_is_taken_away_by_itself()
    {
        var pump = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        await Console.AddSimAsync(SimStatus.Inactive, _fleet, "spare");
        await Console.AddSimAsync(SimStatus.Active, null, "other");
        await Console.Sims.UpdateAsync(pump.Sid, new SimUpdate { Tags = ["berlin"] }, TestConsole.Someone, Token);

        var grid = Open($"sims?status=active&status=inactive&fleet={_fleet.Sid}&tag=Berlin");
        grid.WaitForAssertion(() => Assert.Equal(["pump"], Names(grid)));
        grid.WaitForAssertion(() => Assert.Equal(["all1", "new0", "ready0", "active1", "inactive0", "scheduled0"], grid.FindAll(".filter-pill").Select(pill => pill.TextContent.Trim())));
        Assert.Equal(["active", "inactive"], grid.FindAll(".filter-pill[aria-current=true]").Select(pill => pill.FirstChild!.TextContent));
        Assert.Equal(["Without the filter Fleet meters", "Without the filter tag berlin"], grid.FindAll(".filter-chip a").Select(a => a.GetAttribute("aria-label")));

        _page.Navigation.NavigateTo(grid.FindAll(".filter-chip a")[1].GetAttribute("href")!);
        grid.WaitForAssertion(() => Assert.Equal(["spare", "pump"], Names(grid)));
        _page.Navigation.NavigateTo(grid.Find(".filter-clear").GetAttribute("href")!);
        grid.WaitForAssertion(() => Assert.Equal(["other", "spare", "pump"], Names(grid)));
    }

    [Fact]
    public async Task Sims_that_are_held_and_those_whose_latest_change_failed_are_found()
    {
        var (held, failed) = (await Console.AddSimAsync(SimStatus.Inactive, _fleet, "held"), await Console.AddSimAsync(SimStatus.Inactive, _fleet, "failed"));
        await Console.AddSimAsync(SimStatus.Inactive, _fleet, "neither");
        Assert.Null((await Console.Get<LossReportService>().ReportAsync(new LossOrder([held.Id], LossKind.Stolen), TestConsole.Someone, Token)).Refusal);
        Console.Network.Settings.FailureRate = 1;
        await Console.AskAsync(failed, SimStatus.Active);
        await Console.WorkAsync();
        await Console.RunOutOfTimeAsync();
        await Console.WorkAsync();

        var grid = Open("sims?held=true");
        grid.WaitForAssertion(() => Assert.Equal(["held"], Names(grid)));
        _page.Navigation.NavigateTo("sims?failed=true");
        grid.WaitForAssertion(() => Assert.Equal(["failed"], Names(grid)));
    }

    [Fact]
    public async Task The_address_says_which_columns_there_are_and_in_which_order()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        await Console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Tags = ["berlin"], Note = "behind the gate" }, TestConsole.Someone, Token);
        var grid = Open("sims?columns=note,tags,nonsense,note");
        grid.WaitForAssertion(() => Assert.Equal(["behind the gate", "berlin"], RowOf(grid, "pump").QuerySelectorAll("td[data-column]").Select(cell => cell.TextContent.Trim())));

        await Change(grid, "Fleet", false);
        Assert.EndsWith("sims?columns=note,tags,fleet", Uri.UnescapeDataString(_page.Navigation.Uri), StringComparison.Ordinal);
        grid.WaitForAssertion(() => Assert.Equal(3, RowOf(grid, "pump").QuerySelectorAll("td[data-column]").Length));
        await grid.Find("button[aria-label='Tags further to the left']").ClickAsync(new());
        Assert.EndsWith("columns=tags,note,fleet", Uri.UnescapeDataString(_page.Navigation.Uri), StringComparison.Ordinal);

        Task Change(IRenderedComponent<SimsPage> page, string label, bool shown) =>
            page.FindAll(".column-list label").Single(l => l.TextContent.Trim() == label).QuerySelector("input")!.ChangeAsync(new() { Value = !shown });
    }

    [Fact]
    public async Task A_tag_that_nobody_lacks_is_said_and_leaves_no_preview_behind()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        await Console.AddSimAsync(SimStatus.Active, _fleet, "valve");
        var grid = Open("sims");
        grid.WaitForAssertion(() => Assert.Equal(2, Names(grid).Count));
        await grid.Find("input[aria-label='Select all on this page']").ChangeAsync(new() { Value = true });

        await SubmitAsync("Add");
        grid.WaitForAssertion(() => Assert.StartsWith("2 of 2 have ended.", grid.Find(".selection-done").TextContent, StringComparison.Ordinal));
        await SubmitAsync("Add");
        grid.WaitForAssertion(() => Assert.Equal("All 2 SIMs have the tag winter already. There is nothing to order.", grid.Find(".selection-bar .refusal").TextContent));
        Assert.Empty(grid.FindAll(".selection-done"));
        await SubmitAsync("Remove");
        grid.WaitForAssertion(() => Assert.NotEmpty(grid.FindAll(".selection-done")));
        await SubmitAsync("Remove");
        grid.WaitForAssertion(() => Assert.Equal("None of these SIMs has the tag winter. There is nothing to order.", grid.Find(".selection-bar .refusal").TextContent));

        await using var db = Console.OpenDb();
        Assert.Equal([BulkChangeKind.AddTag, BulkChangeKind.RemoveTag], await db.BulkChanges.OrderBy(b => b.Id).Select(b => b.Kind).ToListAsync(Token));

        async Task SubmitAsync(string button)
        {
            await grid.Find("#tag-menu input").InputAsync(new() { Value = "winter" });
            await (button == "Add" ? grid.Find("#tag-menu").SubmitAsync() : grid.FindAll("#tag-menu button").Single(b => b.TextContent.Trim() == button).ClickAsync(new()));
        }
    }

    [Fact]
    public async Task What_is_ticked_leads_to_a_plan_for_it_and_everything_that_matches_to_one_for_the_filter()
    {
        for (var i = 0; i < 26; i++)
        {
            await Console.AddSimAsync(SimStatus.Active, _fleet, $"pump-{i}");
        }

        var grid = Open("sims?status=active&size=25&sort=name");
        await TickAllAsync();
        grid.WaitForAssertion(() => Button("Plan…").Click());
        await Wait.UntilAsync(() => Task.FromResult(_page.Navigation.Uri.Contains("planned-changes/new?selection=BC", StringComparison.Ordinal)));
        var preview = _page.Navigation.Uri.Split('=')[1];
        Assert.Equal(25, (await Console.Get<BulkChangeReader>().SimIdsAsync(preview, 100, FleetScope.All, Token)).Count);

        _page.Navigation.NavigateTo("sims?status=active&size=25&sort=name");
        await TickAllAsync();
        grid.WaitForAssertion(() => Button("Select all 26 that match").Click());
        grid.WaitForAssertion(() => Assert.Equal("26 selected", grid.Find(".selection-count strong").TextContent));
        grid.WaitForAssertion(() => Button("Plan…").Click());
        Assert.EndsWith("planned-changes/new?matching=sims?status=active", Uri.UnescapeDataString(_page.Navigation.Uri), StringComparison.Ordinal);

        // A condition is none of a plan, which holds those that it finds now.
        _page.Navigation.NavigateTo("sims?held=false&size=25");
        await TickAllAsync();
        grid.WaitForAssertion(() => Button("Select all 26 that match").Click());
        grid.WaitForAssertion(() => Assert.Equal("26 selected", grid.Find(".selection-count strong").TextContent));
        grid.WaitForAssertion(() => Button("Plan…").Click());
        await Wait.UntilAsync(() => Task.FromResult(_page.Navigation.Uri.Contains("planned-changes/new?selection=BC", StringComparison.Ordinal)));

        async Task TickAllAsync()
        {
            grid.WaitForAssertion(() => Assert.Equal(25, Names(grid).Count));
            await grid.Find("input[aria-label='Select all on this page']").ChangeAsync(new() { Value = true });
        }

        IElement Button(string text) => grid.FindAll(".selection-bar button").Single(button => button.TextContent.Trim() == text);
    }

    [Fact]
    public async Task Shift_selects_all_between_two_ticks()
    {
        for (var i = 0; i < 5; i++)
        {
            await Console.AddSimAsync(SimStatus.Active, _fleet, $"pump-{i}");
        }

        var grid = Open("sims?sort=name");
        grid.WaitForAssertion(() => Assert.Equal(5, Names(grid).Count));
        await TickAsync("pump-3", shift: false);
        await TickAsync("pump-1", shift: true);
        grid.WaitForAssertion(() => Assert.Equal("3 selected", grid.Find(".selection-count strong").TextContent));

        async Task TickAsync(string name, bool shift)
        {
            // In one go, as a browser does it.
            await grid.InvokeAsync(async () =>
            {
                await RowOf(grid, name).QuerySelector("td.cell-tick input")!.ClickAsync(new() { ShiftKey = shift });
                await RowOf(grid, name).QuerySelector("td.cell-tick input")!.ChangeAsync(new() { Value = true });
            });
        }
    }

    [Fact]
    public async Task A_page_beyond_the_last_leads_to_the_last()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        var grid = Open("sims?page=99&size=25");
        grid.WaitForAssertion(() => Assert.Equal(["pump"], Names(grid)));
        Assert.EndsWith("sims?size=25", _page.Navigation.Uri, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Names(IRenderedComponent<SimsPage> grid) => [.. grid.FindAll("tbody a.row-link").Select(a => a.TextContent)];

    private IRenderedComponent<SimsPage> Open(string address)
    {
        _page.Navigation.NavigateTo(address);
        return _page.Render<SimsPage>();
    }

    private static IElement RowOf(IRenderedComponent<SimsPage> grid, string name) =>
        grid.FindAll("tbody tr").Single(row => row.QuerySelector("a.row-link")?.TextContent == name);

    private static string? StatusOf(IRenderedComponent<SimsPage> grid, string name) => RowOf(grid, name).QuerySelector(".status-chip")!.GetAttribute("data-status");
}
