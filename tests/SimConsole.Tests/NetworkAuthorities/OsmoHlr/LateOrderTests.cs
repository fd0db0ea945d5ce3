using System.Net.Sockets;
using System.Text;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A real HLR is stopped while SIMs are being switched on, some of them are reported stolen, and it goes on: it finds the old orders in its buffers, and the
/// new ones. A serving node that shares no code with the console asks whether the stolen SIMs may attach.
/// </summary>
public sealed class LateOrderTests : IAsyncLifetime
{
    private const int Bulk = 40;
    private const int Stolen = 8;

    /// <summary>As many as have both of their orders among the requests that are in flight on one connection, when each is read back at once.</summary>
    private const int InFlight = 16;

    private static readonly string[] Orders = ["SET {0} {1}.ps-enabled 1", "SET {0} {1}.cs-enabled 1", "GET {0} {1}.ps-enabled", "GET {0} {1}.cs-enabled"];

    private static readonly (string, string)[] Settings = [("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Timeout", "00:00:00.5")];

    private RunningHlr _hlr = null!;
    private TestConsole _console = null!;
    private Fleet _fleet = null!;
    private List<SimRow> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IReadOnlyList<SimRow> Gone => _sims[(InFlight - Stolen)..InFlight];

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _console = await TestConsole.StartAsync([.. Settings, ("Network:OsmoHlr:Host", _hlr.Address)]);
        _fleet = await _console.AddFleetAsync("meters");
        _sims = [];
        for (var i = 0; i < Bulk; i++)
        {
            _sims.Add(await _console.AddSimAsync(SimStatus.Inactive, _fleet));
        }

        await Wait.UntilAsync(EnrolledAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _hlr.DisposeAsync();
    }

    [Fact]
    public Task An_order_of_the_same_process_that_comes_late_switches_no_stolen_sim_on() => RunRoundsAsync(_console, BeginAsync);

    [Fact]
    public async Task An_order_of_another_process_that_comes_late_switches_no_stolen_sim_on()
    {
        await using var other = _console.StartAnother([.. Settings, ("Network:OsmoHlr:Host", _hlr.Address)]);
        await RunRoundsAsync(other, BeginAsync);
    }

    [Fact]
    public Task An_order_of_a_process_that_has_died_switches_no_stolen_sim_on() => RunRoundsAsync(_console, BeginAndDieAsync);

    /// <summary>A slow machine may take longer than the time out.</summary>
    private async Task<bool> EnrolledAsync()
    {
        try
        {
            return await _console.Get<Enroller>().EnrolOnceAsync(Token) == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <param name="console">The one that takes the stolen SIMs off.</param>
    /// <param name="begin">Has all SIMs switched on by an HLR that is stopped, and reports some stolen meanwhile.</param>
    private async Task RunRoundsAsync(TestConsole console, Func<Task> begin)
    {
        for (var round = 0; round < Rounds.Of(10); round++)
        {
            // Both have a connection that works.
            await Wait.UntilAsync(async () => (await Task.WhenAll(CheckAsync(_console), CheckAsync(console))).All(well => well));
            await OrderAsync(_sims, SimStatus.Active);
            await _hlr.SignalAsync("STOP");
            await begin();

            var before = await _hlr.UnreadAsync();
            var asking = console.Worker.WorkOnceAsync(StatusChangePriority.LossReport, Token);
            await Wait.UntilAsync(async () => asking.IsCompleted || (await _hlr.UnreadAsync()).Except(before).Any());
            await _hlr.SignalAsync("CONT");
            await asking;
            await SettleAsync(console);

            await AssertNoneAttachesThatIsInactiveAsync();
            Assert.All(await Task.WhenAll(Gone.Select(_console.StatusAsync)), status => Assert.Equal(SimStatus.Inactive, status));
            Assert.All(await Task.WhenAll(_sims.Except(Gone).Select(_console.StatusAsync)), status => Assert.Equal(SimStatus.Active, status));
            await BackAsync(console);
        }
    }

    private async Task BeginAsync()
    {
        var working = _console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await Wait.UntilAsync(async () => (await _hlr.UnreadAsync()).Count > 0);
        await ReportAsync();
        Assert.Equal(Bulk, await working);
    }

    /// <summary>A process takes the orders, sends as many as may be in flight, and is gone.</summary>
    private async Task BeginAndDieAsync()
    {
        await using var dying = _console.StartAnother([.. Settings, ("Network:OsmoHlr:Host", _hlr.Address)]);
        Assert.NotNull(await dying.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));
        using (var dead = new TcpClient())
        {
            await dead.ConnectAsync(_hlr.Address, 4259, Token);
            var orders = _sims.Take(InFlight).SelectMany(sim => Orders.Select(order => order.Replace("{1}", $"subscriber.by-imsi-{sim.Imsi}", StringComparison.Ordinal)));
            await dead.GetStream().WriteAsync((byte[])[.. orders.SelectMany((order, i) => Frame(order.Replace("{0}", $"{i + 1}", StringComparison.Ordinal)))], Token);
            await Wait.UntilAsync(async () => (await _hlr.UnreadAsync()).Count > 0);
        }

        await ReportAsync();
        await _console.FindSilentAsync();
        await _console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
    }

    private static byte[] Frame(string text) => [(byte)((text.Length + 1) >> 8), (byte)(text.Length + 1), 0xEE, 0x00, .. Encoding.ASCII.GetBytes(text)];

    private static async Task<bool> CheckAsync(TestConsole console) => (await console.Get<SimConsole.NetworkAuthorities.INetworkAuthority>().CheckAsync(Token)).Reachable;

    private async Task ReportAsync() =>
        Assert.Null((await _console.Get<LossReportService>().ReportAsync(new LossOrder([.. Gone.Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token)).Refusal);

    private async Task OrderAsync(IEnumerable<SimRow> sims, SimStatus status)
    {
        await using var db = _console.OpenDb();
        long[] ids = [.. sims.Select(s => s.Id)];
        var order = new StatusOrder(status, TestConsole.Someone.Actor) { Priority = StatusChangePriority.Bulk };
        await db.InTransactionAsync(async after => Assert.Equal(0, (await _console.Get<StatusChangeService>().OpenManyAsync(db, ids, order, after, Token)).Skipped), Token);
    }

    /// <summary>Time goes by, and all that is due is tried again, until nothing is open. The HLR has read all that came.</summary>
    private async Task SettleAsync(TestConsole console)
    {
        await Wait.UntilAsync(async () =>
        {
            console.Time.Advance(TimeSpan.FromSeconds(2));
            await console.WorkAsync();
            return (await console.ChangesAsync()).All(c => c.EndedAt is not null);
        });
        await Wait.UntilAsync(async () => (await _hlr.UnreadAsync()).Count == 0);
    }

    private async Task AssertNoneAttachesThatIsInactiveAsync()
    {
        await using var node = await ServingNode.ConnectAsync(_hlr.Address, $"SGSN-{Guid.NewGuid():N}");
        foreach (var sim in _sims)
        {
            if (await _console.StatusAsync(sim) == SimStatus.Inactive)
            {
                Assert.Equal(7, await node.AttachAsync(sim.Imsi!));
            }
        }
    }

    /// <summary>All are found again, and off.</summary>
    private async Task BackAsync(TestConsole console)
    {
        var report = (await _console.Get<LossReportReader>().ListBeforeAsync(null, 1, FleetScope.All, Token))[0];
        Assert.Null((await _console.Get<LossReportService>().ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token)).Refusal);
        await OrderAsync(_sims.Except(Gone), SimStatus.Inactive);
        await SettleAsync(console);
    }
}
