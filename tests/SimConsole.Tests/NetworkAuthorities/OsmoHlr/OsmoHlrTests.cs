using System.Net;
using System.Net.Sockets;
using Bunit;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>The console with a real Home Location Register, and a serving node that asks it.</summary>
public sealed class OsmoHlrTests : IAsyncLifetime
{
    private RunningHlr _hlr = null!;
    private ServingNode _node = null!;
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _node = await ServingNode.ConnectAsync(_hlr.Address, "SGSN-1");
        _console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:Timeout", "00:00:03"));
        _fleet = await _console.AddFleetAsync("meters");
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _node.DisposeAsync();
        await _hlr.DisposeAsync();
    }

    [Fact]
    public async Task What_the_console_shows_is_what_the_network_does()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        Assert.Equal(2, await _node.AttachAsync(sim.Imsi!));

        await _console.Get<ReconcileWorker>().WorkOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(7, await _node.AttachAsync(sim.Imsi!));

        await ChangeAsync(sim, SimStatus.Active);
        Assert.Null(await _node.AttachAsync(sim.Imsi!));

        await ChangeAsync(sim, SimStatus.Inactive);
        Assert.Equal(7, await _node.AttachAsync(sim.Imsi!));

        await ChangeAsync(sim, SimStatus.Active);
        Assert.Null(await _node.AttachAsync(sim.Imsi!));
    }

    [Fact]
    public async Task A_device_that_is_attached_is_sent_away_and_the_record_says_so()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await ChangeAsync(sim, SimStatus.Active);
        Assert.Null(await _node.AttachAsync(sim.Imsi!));
        await using (var quiet = _console.StartAnother(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:Kick", "false")))
        {
            await quiet.AskAsync(sim, SimStatus.Inactive);
            await quiet.WorkAsync();
            await Task.Delay(300, TestContext.Current.CancellationToken);
            Assert.False(_node.WasToldToDetach(sim.Imsi!));
            await quiet.AskAsync(sim, SimStatus.Active);
            await quiet.WorkAsync();
        }

        await ChangeAsync(sim, SimStatus.Inactive);

        await Wait.UntilAsync(() => _node.WasToldToDetach(sim.Imsi!));
        var off = (await _console.ChangesAsync(sim.Id))[^1];
        Assert.Contains("ps-enabled 0 and cs-enabled 0, read back.", off.Confirmation, StringComparison.Ordinal);
        Assert.Contains("Delete Subscriber Data sent to SGSN-1.", off.Confirmation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_loss_report_and_the_api_show_what_the_hlr_confirmed_and_where_the_kick_went()
    {
        var token = TestContext.Current.CancellationToken;
        await using var pages = await PageContext.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address));
        var console = pages.Console;
        var sim = await console.AddSimAsync(SimStatus.New, await console.AddFleetAsync("meters"));
        await console.AskAsync(sim, SimStatus.Active);
        await console.WorkAsync();
        Assert.Null(await _node.AttachAsync(sim.Imsi!));

        var report = (await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, token)).Value!;
        await console.WorkAsync();

        var row = pages.Render<LossReportPage>(page => page.Add(p => p.Sid, report.Sid)).WaitForElement(".evidence-table tbody tr").TextContent;
        Assert.Contains("ps-enabled 0 and cs-enabled 0, read back.", row, StringComparison.Ordinal);
        Assert.Contains("Delete Subscriber Data sent to SGSN-1.", row, StringComparison.Ordinal);
        var off = StatusChangeResource.Of(sim.Sid, (await console.ChangesAsync(sim.Id))[^1]);
        Assert.Contains("sent to SGSN-1", off.Confirmation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_serving_node_that_is_gone_has_no_route_and_the_sim_is_off_all_the_same()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await ChangeAsync(sim, SimStatus.Active);
        Assert.Null(await _node.AttachAsync(sim.Imsi!));
        await _node.DisposeAsync();

        // Whoever comes after it is known only when the HLR has seen it go.
        await using var another = await ServingNode.ConnectAsync(_hlr.Address, "SGSN-2");

        await ChangeAsync(sim, SimStatus.Inactive);

        Assert.Contains("No route to the serving node SGSN-1.", (await _console.ChangesAsync(sim.Id))[^1].Confirmation, StringComparison.Ordinal);
        _node = await ServingNode.ConnectAsync(_hlr.Address, "SGSN-1");
        Assert.Equal(7, await _node.AttachAsync(sim.Imsi!));
    }

    [Fact]
    public async Task A_port_that_takes_the_kick_and_says_nothing_is_waited_for_once_and_all_are_confirmed_off()
    {
        var token = TestContext.Current.CancellationToken;
        var sims = new List<SimRow>();
        for (var i = 0; i < 20; i++)
        {
            sims.Add(await _console.AddSimAsync(SimStatus.New, _fleet));
            await _console.AskAsync(sims[^1], SimStatus.Active);
        }

        await _console.WorkAsync();
        foreach (var sim in sims)
        {
            Assert.Null(await _node.AttachAsync(sim.Imsi!));
        }

        using var silent = new TcpListener(IPAddress.Parse(_hlr.Address), 0);
        silent.Start();
        await using var console = _console.StartAnother(
            ("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:Timeout", "00:00:03"),
            ("Network:OsmoHlr:GsupPort", $"{((IPEndPoint)silent.LocalEndpoint).Port}"));
        var report = await console.Get<LossReportService>().ReportAsync(new LossOrder([.. sims.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, token);
        await console.WorkAsync();

        Assert.Equal(20, (await console.Get<LossReportReader>().FindAsync(report.Value!.Sid, FleetScope.All, token))!.Off);
        Assert.Contains("could not be told: It did not answer within 3 s.", (await console.ChangesAsync(sims[0].Id))[^1].Confirmation, StringComparison.Ordinal);
        var waited = 0;
        for (; silent.Pending(); waited++)
        {
            (await silent.AcceptTcpClientAsync(token)).Dispose();
        }

        Assert.InRange(waited, 1, 3);
    }

    [Fact]
    public async Task While_the_hlr_is_away_a_change_waits_and_says_why_and_ends_when_it_is_back()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await ChangeAsync(sim, SimStatus.Active);
        await _hlr.KillAsync();
        await _console.AskAsync(sim, SimStatus.Inactive);
        await _console.WorkAsync();

        var waiting = (await _console.ChangesAsync(sim.Id))[^1];
        Assert.Null(waiting.EndedAt);
        Assert.NotNull(waiting.Failure);
        Assert.False((await Authority.CheckAsync(TestContext.Current.CancellationToken)).Reachable);

        await _hlr.StartAgainAsync();
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.True((await Authority.CheckAsync(TestContext.Current.CancellationToken)).Reachable);
        _node = await ServingNode.ConnectAsync(_hlr.Address, "SGSN-2");
        Assert.Equal(7, await _node.AttachAsync(sim.Imsi!));
    }

    [Fact]
    public async Task An_hlr_that_stands_still_is_given_up_and_asked_again()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await ChangeAsync(sim, SimStatus.Active);
        await _hlr.SignalAsync("STOP");
        await _console.AskAsync(sim, SimStatus.Inactive);
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(sim));
        Assert.Contains("did not answer", (await _console.ChangesAsync(sim.Id))[^1].Failure, StringComparison.Ordinal);

        await _hlr.SignalAsync("CONT");
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.Equal(7, await _node.AttachAsync(sim.Imsi!));
    }

    [Fact]
    public async Task A_thousand_are_switched_with_one_connection()
    {
        var sims = new List<SimRow>();
        for (var i = 0; i < 1_000; i++)
        {
            sims.Add(await _console.AddSimAsync(SimStatus.Inactive, _fleet));
            await _console.AskAsync(sims[^1], SimStatus.Active);
        }

        await _console.WorkAsync();

        await using var db = _console.OpenDb();
        Assert.Equal(1_000, db.Sims.Count(s => s.Status == SimStatus.Active));
        Assert.Null(await _node.AttachAsync(sims[0].Imsi!));
        Assert.Null(await _node.AttachAsync(sims[^1].Imsi!));
    }

    private SimConsole.NetworkAuthorities.INetworkAuthority Authority => _console.Get<SimConsole.NetworkAuthorities.INetworkAuthority>();

    private async Task ChangeAsync(SimRow sim, SimStatus status)
    {
        await _console.AskAsync(sim, status);
        await _console.WorkAsync();
        Assert.Equal(status, await _console.StatusAsync(sim));
    }
}
