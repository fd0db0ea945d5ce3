using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using SimConsole.Fleets;
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
        grid.WaitForAssertion(() => Assert.Contains("There are no Sims yet", grid.Markup, StringComparison.Ordinal));
        Assert.Contains("import", grid.FindAll(".empty-state a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task No_match_says_so_and_leads_back()
    {
        await Console.AddSimAsync(SimStatus.Inactive, _fleet);
        var grid = Open("sims?status=active");
        grid.WaitForAssertion(() => Assert.Contains("No Sim matches", grid.Markup, StringComparison.Ordinal));
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

    private IRenderedComponent<SimsPage> Open(string address)
    {
        _page.Navigation.NavigateTo(address);
        return _page.Render<SimsPage>();
    }

    private static IElement RowOf(IRenderedComponent<SimsPage> grid, string name) =>
        grid.FindAll("tbody tr").Single(row => row.QuerySelector("a.row-link")?.TextContent == name);

    private static string? StatusOf(IRenderedComponent<SimsPage> grid, string name) => RowOf(grid, name).QuerySelector(".status-chip")!.GetAttribute("data-status");
}
