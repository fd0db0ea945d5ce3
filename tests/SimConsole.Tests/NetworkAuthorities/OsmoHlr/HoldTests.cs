using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A real HLR is away for longer than the deadline of a loss report, or comes back with an old database, or the clock is set in the meantime: every stolen SIM
/// goes off. A serving node that shares no code with the console asks whether they may attach.
/// </summary>
public sealed class HoldTests : IAsyncLifetime
{
    private const int Stolen = 10;

    private RunningHlr _hlr = null!;
    private TestConsole _console = null!;
    private List<SimRow> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LossReportService Reports => _console.Get<LossReportService>();

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address));
        Fleet fleet = await _console.AddFleetAsync("meters");
        _sims = [];
        for (var i = 0; i < Stolen; i++)
        {
            _sims.Add(await _console.AddSimAsync(SimStatus.New, fleet));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _hlr.DisposeAsync();
    }

    [Theory]
    [InlineData(11)]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(40 * 24 * 60)]
    [InlineData(-40 * 24 * 60)]
    public async Task Stolen_sims_go_off_when_the_hlr_is_back_whatever_the_clock_says(int minutes)
    {
        for (var round = 0; round < Rounds.Of(10); round++)
        {
            await SwitchOnAsync();
            await _hlr.KillAsync();
            var report = await ReportAsync();
            await _console.WorkAsync();
            _console.Time.AdjustTime(_console.Time.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            await _console.WorkAsync();
            Assert.Equal((0, Stolen), await StandsAsync(report));

            await _hlr.StartAgainAsync();
            _console.Time.Advance(TimeSpan.FromSeconds(2));
            await _console.WorkAsync();

            await AssertOffAsync(report);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(40 * 24 * 60)]
    [InlineData(-40 * 24 * 60)]
    public async Task Stolen_sims_go_off_although_the_clock_is_set_while_the_hlr_is_told_of_them(int minutes)
    {
        for (var round = 0; round < Rounds.Of(2); round++)
        {
            await SwitchOnAsync();
            await _hlr.SignalAsync("STOP");
            var report = await ReportAsync();
            var working = _console.WorkAsync();
            await Wait.UntilAsync(async () => (await _hlr.UnreadAsync()).Count > 0);
            _console.Time.AdjustTime(_console.Time.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            await _hlr.SignalAsync("CONT");
            await working;

            // What was not heard in time is asked again.
            _console.Time.Advance(TimeSpan.FromSeconds(2));
            await _console.WorkAsync();
            await AssertOffAsync(report);
        }
    }

    [Fact]
    public async Task An_hlr_that_comes_back_with_an_old_database_refuses_stolen_sims_after_the_next_comparison()
    {
        for (var round = 0; round < Rounds.Of(2); round++)
        {
            await SwitchOnAsync();
            await _hlr.KillAsync();
            _hlr.KeepCopy();
            await _hlr.StartAgainAsync();
            var report = await ReportAsync();
            await _console.WorkAsync();
            Assert.Equal((Stolen, 0), await StandsAsync(report));

            await _hlr.KillAsync();
            _hlr.PutCopyBack();
            await _hlr.StartAgainAsync();
            await using (var node = await ServingNode.ConnectAsync(_hlr.Address, $"SGSN-old-{round}"))
            {
                Assert.Equal(Stolen, (await node.LetInAsync(_sims)).Count);
            }

            await _console.CompareAsync();
            await _console.WorkAsync();
            await AssertOffAsync(report);
        }
    }

    private async Task SwitchOnAsync()
    {
        foreach (var sim in _sims)
        {
            await _console.AskAsync(sim, SimStatus.Active);
        }

        await _console.WorkAsync();
        Assert.All(await Task.WhenAll(_sims.Select(_console.StatusAsync)), status => Assert.Equal(SimStatus.Active, status));
    }

    private async Task<LossReport> ReportAsync() =>
        (await Reports.ReportAsync(new LossOrder([.. _sims.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token)).Value!;

    /// <summary>All are off, in the report and in the network; then they are found again.</summary>
    private async Task AssertOffAsync(LossReport report)
    {
        Assert.Equal((Stolen, 0), await StandsAsync(report));
        Assert.All(await Task.WhenAll(_sims.Select(_console.StatusAsync)), status => Assert.Equal(SimStatus.Inactive, status));
        await using var node = await ServingNode.ConnectAsync(_hlr.Address, $"SGSN-{Guid.NewGuid():N}");
        await node.AssertRefusesAsync(_sims);
        await Reports.ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token);
    }

    private async Task<(int Off, int InFlight)> StandsAsync(LossReport report)
    {
        var summary = (await _console.Get<LossReportReader>().FindAsync(report.Sid, FleetScope.All, Token))!;
        return (summary.Off, summary.InFlight);
    }
}
