using Bunit;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;

namespace SimConsole.Tests.LossReports;

public sealed class LossReportPageTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private TestConsole Console => _pages.Console;

    public async ValueTask InitializeAsync() => _pages = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task It_says_of_each_sim_why_it_is_not_off_yet_and_when_the_network_is_asked_next()
    {
        var fleet = await Console.AddFleetAsync("meters");
        var (on, off) = (await Console.AddSimAsync(SimStatus.Active, fleet, "pump"), await Console.AddSimAsync(SimStatus.Inactive, fleet));
        Console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, Outage = true };
        var report = (await Console.Get<LossReportService>().ReportAsync(
            new LossOrder([on.Id, off.Id], LossKind.Stolen), TestConsole.Someone, TestContext.Current.CancellationToken)).Value!;
        var page = _pages.Render<LossReportPage>(parameters => parameters.Add(p => p.Sid, report.Sid));
        page.WaitForAssertion(() => Assert.Equal("Not off yet: its turn comes next.", Assert.Single(page.FindAll("tbody .failures")).TextContent));

        // An attempt that fails publishes nothing.
        await Console.WorkAsync();
        await _pages.LiveAsync(() => page.Find("tbody .failures").TextContent.StartsWith("Not off yet, because “The simulated network is down”, tried once, next in ", StringComparison.Ordinal));
        Assert.Equal("Remaining", page.Find("tbody .failures time").GetAttribute("data-style"));
        Assert.Equal("1 of 2 not off yet; the network is asked until it confirms.", page.Find(".page-context .failures").TextContent);

        Console.Network.Settings = Console.Network.Settings with { Outage = false };
        Console.Time.Advance(TimeSpan.FromSeconds(2));
        await Console.WorkAsync();
        await _pages.LiveAsync(() => page.FindAll(".failures").Count == 0);
        Assert.Equal("All 2 are off and held.", page.Find(".page-context").TextContent.Trim());
    }
}
