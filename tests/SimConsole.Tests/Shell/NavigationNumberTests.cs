using Bunit;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.Shell;

/// <summary>What waits stands beside the line of the navigation that leads to it.</summary>
public sealed class NavigationNumberTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private Fleet _meters = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _meters = await Console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_number_comes_with_what_waits_and_goes_with_it()
    {
        var menu = _page.Render<NavMenu>();
        ReadAgain();
        Assert.Empty(menu.FindAll(".nav-number"));

        var (stolen, other) = (await Console.AddSimAsync(SimStatus.Active, _meters), await Console.AddSimAsync(SimStatus.Active, _meters));
        Assert.Null((await Console.Get<LossReportService>().ReportAsync(new LossOrder([stolen.Id], LossKind.Stolen), TestConsole.Someone, Token)).Refusal);
        await Console.OrderBulkAsync(BulkChangeKind.Deactivate, [other]);
        ReadAgain();
        menu.WaitForAssertion(() => Assert.Equal(
            [("bulk-changes", "1", "1 bulk change under way", false), ("loss-reports", "1", "1 reported SIM is not off yet", true)],
            menu.FindAll("li").Where(line => line.QuerySelector(".nav-number") is not null).Select(line => (
                line.QuerySelector("a")!.GetAttribute("href"), line.QuerySelector(".numeric")!.TextContent, line.QuerySelector(".nav-number")!.GetAttribute("title"),
                line.QuerySelector(".nav-number-urgent") is not null))));

        await Console.WorkBulkAsync();
        ReadAgain();
        menu.WaitForAssertion(() => Assert.Empty(menu.FindAll(".nav-number")));
    }

    [Fact]
    public async Task Whoever_is_limited_is_told_of_his_own_fleets_alone()
    {
        var trucks = await Console.AddFleetAsync("trucks");
        await Console.OrderBulkAsync(BulkChangeKind.Deactivate, [await Console.AddSimAsync(SimStatus.Active, trucks)]);
        var counts = Console.Get<NavigationCounts>();

        Assert.NotNull((await counts.ReadAsync(FleetScope.All, Token)).Of("bulk-changes"));
        Assert.Null((await counts.ReadAsync(FleetScope.Of([_meters.Id]), Token)).Of("bulk-changes"));
    }

    [Fact]
    public async Task However_many_look_it_is_read_once_in_a_while()
    {
        var counter = new Counting();
        var counts = new NavigationCounts([counter], Console.Time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("3 things", (await counts.ReadAsync(FleetScope.All, Token)).Of("things")!.Says);
        }

        Assert.Equal(1, counter.Asked);
        Console.Time.Advance(NavigationCounts.Pace);
        await counts.ReadAsync(FleetScope.All, Token);
        Assert.Equal(2, counter.Asked);
    }

    private void ReadAgain() => Console.Time.Advance(NavigationCounts.Pace);

    private sealed class Counting : INavigationCounter
    {
        public int Asked { get; private set; }

        public string Address => "things";

        public bool IsUrgent => false;

        public Task<int> CountAsync(FleetScope scope, CancellationToken token)
        {
            Asked++;
            return Task.FromResult(3);
        }

        public string Says(int count) => $"{count} things";
    }
}
