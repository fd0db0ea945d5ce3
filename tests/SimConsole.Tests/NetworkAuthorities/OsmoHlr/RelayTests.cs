using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// Something between the console and a real HLR holds back what was sent over one connection, and delivers it when its sender has given it up and a later order
/// was confirmed over another. Nobody can prove that there is no such thing; what it does, the next comparison finds.
/// </summary>
public sealed class RelayTests : IAsyncLifetime
{
    private const int Stolen = 8;

    private RunningHlr _hlr = null!;
    private Relay _relay = null!;
    private TestConsole _console = null!;
    private List<SimRow> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _relay = Relay.Start(_hlr.Address);
        _console = await TestConsole.StartAsync(
            ("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:CtrlPort", $"{_relay.Port}"),
            ("Network:OsmoHlr:Timeout", "00:00:00.5"));
        var fleet = await _console.AddFleetAsync("meters");
        _sims = [];
        for (var i = 0; i < Stolen; i++)
        {
            _sims.Add(await _console.AddSimAsync(SimStatus.New, fleet));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _relay.DisposeAsync();
        await _hlr.DisposeAsync();
    }

    [Fact]
    public async Task An_order_that_a_relay_has_held_back_switches_stolen_sims_on_only_until_the_next_comparison()
    {
        await using var node = await ServingNode.ConnectAsync(_hlr.Address, "SGSN-1");
        for (var round = 0; round < Rounds.Of(2); round++)
        {
            await Wait.UntilAsync(async () => (await _console.Get<INetworkAuthority>().CheckAsync(Token)).Reachable);
            foreach (var sim in _sims)
            {
                await _console.AskAsync(sim, SimStatus.Active);
            }

            _relay.Hold();
            await _console.WorkAsync();
            Assert.True(_relay.Held > 0);
            var report = (await Reports.ReportAsync(new LossOrder([.. _sims.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token)).Value!;
            await Wait.UntilAsync(async () =>
            {
                _console.Time.Advance(TimeSpan.FromSeconds(2));
                await _console.WorkAsync();
                return (await _console.ChangesAsync()).All(c => c.EndedAt is not null);
            });
            await node.AssertRefusesAsync(_sims);

            await _relay.DeliverAsync();
            await Wait.UntilAsync(async () => (await node.LetInAsync(_sims)).Count == Stolen);
            await _console.CompareAsync();
            await _console.WorkAsync();

            await node.AssertRefusesAsync(_sims);
            Assert.Equal(Stolen, (await _console.Get<LossReportReader>().FindAsync(report.Sid, FleetScope.All, Token))!.Off);
            await Reports.ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token);
        }
    }

    private LossReportService Reports => _console.Get<LossReportService>();
}
