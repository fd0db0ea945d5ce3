using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Tests.Inventory;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>What is registered with the console is in a real Home Location Register, switched off, and what is done there behind its back is found.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    private RunningHlr _hlr = null!;
    private CtrlProbe _probe = null!;
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _probe = await CtrlProbe.ConnectAsync(_hlr.Address);
        _console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:Timeout", "00:00:03"));
        _fleet = await _console.AddFleetAsync("meters");
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        _probe.Dispose();
        await _hlr.DisposeAsync();
    }

    [Fact]
    public async Task Registering_creates_the_subscriber_switched_off_with_its_number()
    {
        await using var file = (await CardFiles.ReceiveAsync($"iccid,imsi,msisdn,registration_code\n{CardFiles.IccidOf(1)},001010000000001,883130000000001,abc\n")).Value!;
        await _console.ImportAsync(file, CardTarget.Inventory);
        Assert.Null((await _console.Get<InventoryService>().RegisterAsync(CardFiles.IccidOf(1), "abc", TestConsole.Someone, Token)).Refusal);

        await WorkAsync();

        Assert.Equal("0", await _probe.PacketServiceAsync("001010000000001"));
        Assert.Equal("883130000000001", await _probe.GetAsync("subscriber.by-imsi-001010000000001.msisdn"));
    }

    [Fact]
    public async Task Keys_of_the_inventory_go_along_and_the_hlr_makes_vectors_of_them()
    {
        var (ki, opc) = (new string('1', 32), "ABCDEF0123456789ABCDEF0123456789");
        await using var file = (await CardFiles.ReceiveAsync(
            "iccid,imsi,algorithm,ki,opc\n"
            + $"{CardFiles.IccidOf(1)},001010000000001,,{ki},{opc}\n"
            + $"{CardFiles.IccidOf(2)},001010000000002,COMP128v1,{ki},\n"
            + $"{CardFiles.IccidOf(3)},001010000000003,,,\n")).Value!;
        await _console.ImportAsync(file);

        await WorkAsync();

        Assert.Equal($"MILENAGE,{ki},opc,{opc},5", await _probe.GetAsync("subscriber.by-imsi-001010000000001.aud3g"), ignoreCase: true);
        Assert.Equal($"COMP128v1,{ki}", await _probe.GetAsync("subscriber.by-imsi-001010000000002.aud2g"), ignoreCase: true);
        Assert.Equal("none", await _probe.GetAsync("subscriber.by-imsi-001010000000003.aud3g"));
        Assert.Equal("0", await _probe.PacketServiceAsync("001010000000001"));
    }

    [Fact]
    public async Task A_card_that_waited_in_the_inventory_has_its_key_when_it_is_registered_and_again_after_the_hlr_lost_it()
    {
        var (imsi, ki, opc) = ("001010000000001", new string('1', 32), new string('2', 32));
        await using var file = (await CardFiles.ReceiveAsync($"iccid,imsi,registration_code,ki,opc\n{CardFiles.IccidOf(1)},{imsi},abc,{ki},{opc}\n")).Value!;
        await _console.ImportAsync(file, CardTarget.Inventory);
        var sim = (await _console.Get<InventoryService>().RegisterAsync(CardFiles.IccidOf(1), "abc", TestConsole.Someone, Token)).Value!.Sim;
        await WorkAsync();
        Assert.Contains(opc, await _probe.GetAsync($"subscriber.by-imsi-{imsi}.aud3g"), StringComparison.OrdinalIgnoreCase);

        await _probe.SetAsync("subscriber.delete", imsi);
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = _fleet.Sid, Status = SimStatus.Active }, TestConsole.Someone, Token);
        await _console.WorkAsync();
        Assert.Equal("1", await _probe.PacketServiceAsync(imsi));
        Assert.Contains(opc, await _probe.GetAsync($"subscriber.by-imsi-{imsi}.aud3g"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_subscriber_that_was_there_already_and_may_connect_is_switched_off_when_its_sim_is_registered()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await _probe.SetAsync("subscriber.create", sim.Imsi!);
        Assert.Equal("1", await _probe.PacketServiceAsync(sim.Imsi!));

        await WorkAsync();

        Assert.Equal("0", await _probe.PacketServiceAsync(sim.Imsi!));
    }

    [Fact]
    public async Task An_import_waits_for_no_network_and_every_sim_is_there_when_the_hlr_is_back()
    {
        await _hlr.KillAsync();
        await using var file = (await CardFiles.ReceiveAsync("iccid,imsi\n" + string.Concat(Enumerable.Range(1, 1_200).Select(i => $"{CardFiles.IccidOf(i)},00101{i:D10}\n")))).Value!;
        Assert.Equal(1_200, (await _console.ImportAsync(file)).Import.Good);
        await Assert.ThrowsAnyAsync<Exception>(WorkAsync);
        Assert.Equal(1_200, await _console.Get<Enroller>().CountWaitingAsync(FleetScope.All, Token));

        await _hlr.StartAgainAsync();
        using var probe = await CtrlProbe.ConnectAsync(_hlr.Address);
        await WorkAsync();

        for (var i = 1; i <= 1_200; i++)
        {
            Assert.Equal("0", await probe.PacketServiceAsync($"00101{i:D10}"));
        }

        Assert.Equal(0, await _console.Get<Enroller>().CountWaitingAsync(FleetScope.All, Token));
    }

    [Fact]
    public async Task An_order_that_comes_while_the_hlr_is_told_of_the_sim_stands()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, _fleet);
        await _hlr.SignalAsync("STOP");
        var enrolling = _console.Get<Enroller>().EnrolOnceAsync(Token);
        await Task.Delay(100, Token);
        await _console.AskAsync(sim, SimStatus.Active);
        await _hlr.SignalAsync("CONT");
        await enrolling;

        await _console.WorkAsync();

        Assert.Equal((SimStatus.Active, "1"), (await _console.StatusAsync(sim), await _probe.PacketServiceAsync(sim.Imsi!)));
    }

    [Fact]
    public async Task What_is_done_behind_its_back_is_found_and_mended_towards_off_alone()
    {
        var sims = new List<SimRow>();
        foreach (var status in new[] { SimStatus.Inactive, SimStatus.Active, SimStatus.Inactive, SimStatus.Active, SimStatus.Active })
        {
            sims.Add(await _console.AddSimAsync(SimStatus.Inactive, _fleet));
            if (status == SimStatus.Active)
            {
                await _console.AskAsync(sims[^1], status);
            }
        }

        await _console.WorkAsync();
        await _console.CompareAsync();
        Assert.Empty(await DriftsAsync());

        await _probe.SetAsync($"subscriber.by-imsi-{sims[0].Imsi}.ps-enabled", "1");
        await _probe.SetAsync($"subscriber.by-imsi-{sims[1].Imsi}.ps-enabled", "0");
        await _probe.SetAsync("subscriber.delete", sims[2].Imsi!);
        await _probe.SetAsync("subscriber.delete", sims[3].Imsi!);
        await _console.CompareAsync();
        await _console.WorkAsync();

        Assert.Equal(
            [(DriftKind.Enabled, DriftState.Mended), (DriftKind.Disabled, DriftState.Waiting), (DriftKind.Missing, DriftState.Mended), (DriftKind.Missing, DriftState.Waiting)],
            sims[..4].Join(await DriftsAsync(), s => s.Sid, d => d.SimSid, (_, d) => (d.Kind, d.State)));
        Assert.Equal(["0", "ps 0, cs 1", "0", "0", "1"], await ServicesAsync(sims));

        foreach (var drift in (await DriftsAsync()).Where(d => d.State == DriftState.Waiting))
        {
            Assert.Null(await _console.Get<DriftService>().SwitchOnAsync(drift.Id, TestConsole.Someone, Token));
        }

        await _console.WorkAsync();
        Assert.Equal(["0", "1", "0", "1", "1"], await ServicesAsync(sims));
    }

    private async Task<List<string?>> ServicesAsync(List<SimRow> sims)
    {
        var services = new List<string?>();
        foreach (var sim in sims)
        {
            services.Add(await _probe.PacketServiceAsync(sim.Imsi!));
        }

        return services;
    }

    private Task<IReadOnlyList<DriftRow>> DriftsAsync() => _console.Get<DriftReader>().ListAsync(100, FleetScope.All, Token);

    private Task<bool> WorkAsync() => _console.Get<ReconcileWorker>().WorkOnceAsync(Token);
}
