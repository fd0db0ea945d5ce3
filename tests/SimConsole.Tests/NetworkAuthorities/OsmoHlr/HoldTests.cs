using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A real HLR is away for longer than the deadline of a loss report, or the clock is set in the meantime: when it is back, every stolen SIM goes off. A
/// serving node that shares no code with the console asks whether they may attach.
/// </summary>
public sealed class HoldTests : IAsyncLifetime
{
    private const int Rounds = 10;
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
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var sim in _sims)
            {
                await _console.AskAsync(sim, SimStatus.Active);
            }

            await _console.WorkAsync();
            await _hlr.KillAsync();
            var report = (await Reports.ReportAsync(new LossOrder([.. _sims.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token)).Value!;
            await _console.WorkAsync();
            _console.Time.AdjustTime(_console.Time.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            await _console.WorkAsync();
            Assert.Equal((0, Stolen), await StandsAsync(report));

            await _hlr.StartAgainAsync();
            _console.Time.Advance(TimeSpan.FromSeconds(2));
            await _console.WorkAsync();

            Assert.Equal((Stolen, 0), await StandsAsync(report));
            await using var node = await ServingNode.ConnectAsync(_hlr.Address, $"SGSN-{round}");
            foreach (var sim in _sims)
            {
                Assert.Equal((SimStatus.Inactive, 7), (await _console.StatusAsync(sim), await node.AttachAsync(sim.Imsi!)));
            }

            await Reports.ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token);
        }
    }

    private async Task<(int Off, int InFlight)> StandsAsync(LossReport report)
    {
        var summary = (await _console.Get<LossReportReader>().FindAsync(report.Sid, Token))!;
        return (summary.Off, summary.InFlight);
    }
}
