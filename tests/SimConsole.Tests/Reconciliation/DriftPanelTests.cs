using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.Tests.Reconciliation;

public sealed class DriftPanelTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _pages.Console;

    public async ValueTask InitializeAsync() => _pages = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public void Before_the_first_comparison_it_says_what_to_do()
    {
        var panel = _pages.Render<DriftPanel>();
        Assert.Contains("Compare now to see whether the network does what was decided.", panel.WaitForElement(".empty-state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_compares_sees_what_was_found_and_switches_a_sim_on_again()
    {
        var fleet = await Console.AddFleetAsync("meters");
        var (refused, enabled) = (await Console.AddSimAsync(SimStatus.Active, fleet, "pump"), await Console.AddSimAsync(SimStatus.Inactive, fleet, "valve"));
        await using (var db = Console.OpenDb())
        {
            await db.SimulatedSubscribers.Where(s => s.Iccid == refused.Iccid).ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, false), Token);
            await db.SimulatedSubscribers.Where(s => s.Iccid == enabled.Iccid).ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        var panel = _pages.Render<DriftPanel>();
        await panel.InvokeAsync(() => Button(panel, "Compare now").ClickAsync(new()));
        Console.Time.Advance(TimeSpan.FromSeconds(1));
        await Console.Get<ReconcileWorker>().WorkOnceAsync(Token);
        await _pages.LiveAsync(() => panel.FindAll("tbody tr").Count == 2 && !panel.Find("[role=status]").TextContent.StartsWith("Comparing", StringComparison.Ordinal));

        Assert.Contains("by ann; 2 new differences.", panel.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("being mended by the network", Row(panel, "valve").TextContent, StringComparison.Ordinal);
        Assert.Contains("refuses this SIM, which is active", Row(panel, "pump").TextContent, StringComparison.Ordinal);

        await panel.InvokeAsync(() => Row(panel, "pump").QuerySelector("button")!.ClickAsync(new()));
        await Console.WorkAsync();
        Assert.Equal((true, false), (await Console.MayAttachAsync(refused), await Console.MayAttachAsync(enabled)));
        await _pages.LiveAsync(() => Row(panel, "pump").TextContent.Contains("mended by ann", StringComparison.Ordinal));
    }

    private static IElement Button(IRenderedComponent<DriftPanel> panel, string text) => panel.FindAll("button").Single(b => b.TextContent.Trim() == text);

    private static IElement Row(IRenderedComponent<DriftPanel> panel, string name) => panel.FindAll("tbody tr").Single(r => r.TextContent.Contains(name, StringComparison.Ordinal));
}
