using Bunit;
using MudBlazor;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Sims;

public sealed class UndoTests : IAsyncLifetime
{
    private PageContext _pages = null!;
    private Fleet _fleet = null!;
    private IRenderedComponent<MudSnackbarProvider> _notices = null!;

    private TestConsole Console => _pages.Console;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pages = await PageContext.StartAsync();
        _fleet = await Console.AddFleetAsync("meters");
        _notices = _pages.Render<MudSnackbarProvider>();
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task A_press_says_what_it_does_and_undo_takes_back_what_waits()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        var page = await PressAsync(sim);
        Assert.Equal("Deactivating pump-7", Said());

        await UndoAsync();

        Says("pump-7 stays active.");
        Assert.Equal(StatusChangeState.Withdrawn, (await Console.OnlyChangeAsync()).State);
        await _pages.LiveAsync(() => page.Find(".page-header .status-chip").GetAttribute("data-status") == "active");
    }

    [Fact]
    public async Task Undo_orders_back_what_is_done_already()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await PressAsync(sim);
        await Console.WorkAsync();

        await UndoAsync();

        Says("pump-7 was inactive already, and becomes active again.");
        await Console.WorkAsync();
        Assert.Equal(SimStatus.Active, await Console.StatusAsync(sim));
        Assert.Equal("Undone", (await Console.ChangesAsync(sim.Id))[^1].Reason);
    }

    [Fact]
    public async Task Undo_orders_nothing_back_that_somebody_has_changed_since()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await PressAsync(sim);
        await Console.WorkAsync();
        foreach (var status in new[] { SimStatus.Active, SimStatus.Inactive })
        {
            Console.Time.Advance(TimeSpan.FromSeconds(1));
            await Console.AskAsync(sim, status);
            await Console.WorkAsync();
        }

        await UndoAsync();

        Says("This change has ended, and cannot be cancelled: pump-7 is inactive. Ask for the status that it should have.");
        Assert.Equal(3, (await Console.ChangesAsync(sim.Id)).Count);
    }

    [Fact]
    public async Task Undo_of_what_the_network_is_being_asked_says_what_can_be_done()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await PressAsync(sim);
        Assert.NotNull(await Console.Get<StatusChangeQueue>().ClaimAsync(Token));

        await UndoAsync();

        Says("The network is being asked already, so this change cannot be cancelled. Ask for active when it has ended.");
    }

    [Fact]
    public async Task Of_many_presses_the_latest_three_are_shown()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await Console.AddSimAsync(SimStatus.Active, _fleet, $"pump-{number}");
        }

        var page = _pages.Render<SimsPage>();
        foreach (var number in Enumerable.Range(1, 5))
        {
            var button = page.WaitForElement($"button[aria-label='Deactivate pump-{number}']");
            await page.InvokeAsync(() => button.Click());
            page.WaitForElement($"button[aria-label^='Deactivate pump-{number}:'], button[aria-label^='Activate pump-{number}:']");
        }

        _notices.WaitForAssertion(() => Assert.Equal(
            ["Deactivating pump-3", "Deactivating pump-4", "Deactivating pump-5"],
            _notices.FindAll(".mud-snackbar-content-message").Select(message => message.TextContent.Trim()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_change_in_flight_is_cancelled_on_the_page_of_its_sim()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await Console.AskAsync(sim, SimStatus.Inactive);
        var page = Open(sim);

        await page.InvokeAsync(() => page.FindAll(".in-flight button").Single(button => button.TextContent.Trim() == "Cancel this change").Click());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".in-flight")));
        Says("pump-7 stays active.");
        Assert.Contains("Cancelled by ann before the network was asked.", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_taken_back_has_no_button_to_cancel_it()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await Console.AskAsync(sim, SimStatus.Inactive);
        Console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, Outage = true };
        await Console.WorkAsync();
        Assert.DoesNotContain("Cancel", Open(sim).Find(".in-flight").TextContent, StringComparison.Ordinal);

        var lost = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-8");
        await Console.Get<SimConsole.LossReports.LossReportService>().ReportAsync(new([lost.Id], SimConsole.LossReports.LossKind.Stolen), TestConsole.Someone, Token);
        Assert.DoesNotContain("Cancel", Open(lost).Find(".in-flight").TextContent, StringComparison.Ordinal);
        Assert.Empty(_pages.Render<StatusChangesPage>().FindAll("button[aria-label^='Cancel']"));
    }

    [Fact]
    public async Task A_change_that_waits_is_cancelled_in_the_list_of_changes()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump-7");
        await Console.AskAsync(sim, SimStatus.Inactive);
        var page = _pages.Render<StatusChangesPage>();

        page.WaitForAssertion(() => page.Find("button[aria-label='Cancel the change of pump-7']").Click());

        page.WaitForAssertion(() => Assert.Equal(["taken back"], page.FindAll(".result").Select(result => result.TextContent)));
        Assert.Equal(SimStatus.Active, await Console.StatusAsync(sim));
    }

    private IRenderedComponent<SimPage> Open(SimRow sim)
    {
        var page = _pages.Render<SimPage>(p => p.Add(c => c.Sid, sim.Sid));
        page.WaitForElement("h1");
        return page;
    }

    private async Task<IRenderedComponent<SimPage>> PressAsync(SimRow sim)
    {
        var page = Open(sim);
        await page.InvokeAsync(() => page.Find(".page-actions button").Click());
        page.WaitForElement(".in-flight");
        return page;
    }

    private string Said() => _notices.WaitForElement(".mud-snackbar-content-message").TextContent.Trim();

    private Task UndoAsync() => _notices.InvokeAsync(() => _notices.WaitForElement(".mud-snackbar-action-button").Click());

    private void Says(string sentence) => _notices.WaitForAssertion(() => Assert.Equal([sentence], _notices.FindAll(".mud-snackbar-content-message").Select(message => message.TextContent.Trim())));
}
