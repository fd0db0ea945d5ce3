using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Shell.Palette;
using SimConsole.Sims;

namespace SimConsole.Tests.Shell;

public sealed class PaletteSearchTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Viewer { get; } = new(new Actor("vic", OrderSource.Console), Role.Viewer.May(), "The role Viewer");

    private PaletteSearch Palette => _console.Get<PaletteSearch>();

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Each_kind_is_found_by_what_people_call_it_and_leads_to_its_page()
    {
        var fleet = await _console.AddFleetAsync("pumps");
        var sim = await _console.AddSimAsync(SimStatus.Active, fleet, "pump-7");
        var report = (await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen, "pump house", null), TestConsole.Someone, Token)).Value!;
        var preview = (await _console.Get<BulkChangeService>().PreviewAsync(
            new BulkOrder(BulkChangeKind.Activate, new SimSelection.Chosen([(await _console.AddSimAsync(SimStatus.Inactive, fleet)).Id]), Reason: "pumping again"), TestConsole.Someone, null, Token)).Value!;
        await _console.Get<BulkChangeService>().CommitAsync(preview.Sid, TestConsole.Someone, Token);

        Assert.Equal(
            [$"SIMs sims/{sim.Sid}", $"Fleets fleets/{fleet.Sid}", $"Changes bulk-changes/{preview.Sid}", $"Loss reports loss-reports/{report.Sid}"],
            await FoundAsync("PUMP"));

        // By its SID it is found however old it is.
        Assert.Equal([$"Loss reports loss-reports/{report.Sid}"], await FoundAsync(report.Sid));
        Assert.Equal([$"Changes bulk-changes/{preview.Sid}"], await FoundAsync(preview.Sid));
    }

    [Fact]
    public async Task Whoever_is_limited_to_a_fleet_finds_nothing_of_another()
    {
        var (mine, theirs) = (await _console.AddFleetAsync("pumps-mine"), await _console.AddFleetAsync("pumps-theirs"));
        var sim = await _console.AddSimAsync(SimStatus.Active, mine, "pump-mine");
        var other = await _console.AddSimAsync(SimStatus.Active, theirs, "pump-theirs");
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([other.Id], LossKind.Lost, "pump lost", null), TestConsole.Someone, Token);

        Assert.Equal([$"SIMs sims/{sim.Sid}", $"Fleets fleets/{mine.Sid}"], await FoundAsync("pump", TestConsole.Someone with { Scope = FleetScope.Of([mine.Id]) }));
    }

    [Fact]
    public async Task Acts_and_pages_are_offered_to_those_alone_who_may()
    {
        Assert.Equal(["Actions loss-reports/new", "Pages loss-reports"], await FoundAsync("loss"));
        Assert.Equal(["Pages loss-reports"], await FoundAsync("loss", Viewer));
        Assert.Equal(["Pages people"], await FoundAsync("people"));
        Assert.Empty(await FoundAsync("people", Viewer));
        Assert.Empty(await FoundAsync("people", Caller.Of(null)));
    }

    [Fact]
    public async Task A_few_of_each_kind_are_read_and_none_for_a_single_letter()
    {
        for (var i = 0; i < PaletteSearch.MostOfKind + 2; i++)
        {
            await _console.AddSimAsync(SimStatus.Active, name: $"zebra-{i}");
        }

        Assert.Equal(PaletteSearch.MostOfKind, (await FoundAsync("zebra")).Count);
        Assert.Empty(await _console.Statements.OfAsync(async () => Assert.Empty(await FoundAsync("z"))));
    }

    private async Task<IReadOnlyList<string>> FoundAsync(string text, Caller? caller = null) =>
        [.. (await Palette.FindAsync(text, caller ?? TestConsole.Someone, Token)).SelectMany(group => group.Entries.Select(entry => $"{group.Kind} {entry.Address}"))];
}
