using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.ESimProfiles;

public sealed class ESimProfileTests : IAsyncLifetime
{
    private static readonly ESimProfileOrder WithCode = new(null, true);

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SimulatedSmdp Device => _console.Get<SimulatedSmdp>();

    public async ValueTask InitializeAsync() => _console = await CallbackConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task What_is_ordered_with_a_matching_id_becomes_a_new_sim_with_an_activation_code()
    {
        var ordered = await OrderAsync(WithCode);
        Assert.Equal((ESimProfileStatus.New, null, null, null), (ordered.Status, ordered.SimSid, ordered.SmdpPlusAddress, ordered.ActivationCode));

        var available = await WorkAsync(ordered);

        Assert.Equal((ESimProfileStatus.Available, null, SimulatedSmdp.Address), (available.Status, available.Eid, available.SmdpPlusAddress));
        Assert.Equal($"LPA:1${SimulatedSmdp.Address}${available.MatchingId}", available.ActivationCode);
        Assert.Matches("^[A-Z2-9]{5}(-[A-Z2-9]{5}){3}$", available.MatchingId!);
        var sim = (await _console.SimReader.FindAsync(available.SimSid!, FleetScope.All, Token))!;
        Assert.Equal((SimStatus.New, available.Iccid), (sim.Status, sim.Iccid));
        Assert.Null(Iccid.Fault(sim.Iccid));
        Assert.Equal((SimEventKind.Registered, "someone"), (Assert.Single(await _console.EventsAsync()).Kind, (await _console.EventsAsync())[0].Actor));
    }

    [Fact]
    public async Task What_is_ordered_for_an_eid_has_no_activation_code_and_its_sim_can_be_activated()
    {
        var available = await WorkAsync(await OrderAsync(new ESimProfileOrder(TestEid.One, false)));

        Assert.Equal((TestEid.One, null, null), (available.Eid, available.MatchingId, available.ActivationCode));
        var update = new SimUpdate { Fleet = (await _console.AddFleetAsync("fleet")).Sid, Status = SimStatus.Active };
        Assert.Null((await _console.Sims.UpdateAsync(available.SimSid!, update, TestConsole.Someone, Token)).Refusal);
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Active, (await _console.SimReader.FindAsync(available.SimSid!, FleetScope.All, Token))!.Status);
    }

    [Fact]
    public async Task A_device_downloads_and_installs_and_nobody_does_so_twice()
    {
        var available = await WorkAsync(await OrderAsync(WithCode));
        Assert.False((await Device.InstallAsync(available.Iccid!, Token)).Done);

        Assert.True((await Device.DownloadAsync(null, available.MatchingId, Token)).Done);
        Assert.Equal(ESimProfileStatus.Downloaded, (await FindAsync(available)).Status);
        Assert.True((await Device.DownloadAsync(null, available.MatchingId, Token)).Done);
        Assert.True((await Device.InstallAsync(available.Iccid!, Token)).Done);
        Assert.Equal(ESimProfileStatus.Installed, (await FindAsync(available)).Status);

        Assert.False((await Device.DownloadAsync(null, available.MatchingId, Token)).Done);
        Assert.False((await Device.FailAsync(available.Iccid!, "Full.", Token)).Done);
        Assert.True((await Device.InstallAsync(available.Iccid!, Token)).Done);
        Assert.Equal(ESimProfileStatus.Installed, (await FindAsync(available)).Status);
    }

    [Fact]
    public async Task Only_the_device_that_it_is_for_gets_a_profile()
    {
        var available = await WorkAsync(await OrderAsync(new ESimProfileOrder(TestEid.One, true)));
        var other = TestEid.Of("890490320050088826000334890002");

        Assert.Contains("8.1.1", (await Device.DownloadAsync(other, available.MatchingId, Token)).Says, StringComparison.Ordinal);
        Assert.Contains("8.2.6", (await Device.DownloadAsync(TestEid.One, "WRONG-WRONG-WRONG-WRONG", Token)).Says, StringComparison.Ordinal);
        Assert.Contains("8.2.6", (await Device.DownloadAsync(null, null, Token)).Says, StringComparison.Ordinal);
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        Assert.Contains("down", (await Device.DownloadAsync(TestEid.One, available.MatchingId, Token)).Says, StringComparison.Ordinal);
        Assert.Equal(ESimProfileStatus.Available, (await FindAsync(available)).Status);
    }

    [Fact]
    public async Task What_a_device_cannot_install_fails_with_its_reason_and_stays_failed()
    {
        var available = await WorkAsync(await OrderAsync(WithCode));
        Assert.True((await Device.FailAsync(available.Iccid!, "The eUICC is full.", Token)).Done);

        var failed = await FindAsync(available);
        Assert.Equal((ESimProfileStatus.Failed, "The eUICC is full.", available.SimSid), (failed.Status, failed.Failure, failed.SimSid));
        Assert.False((await Device.DownloadAsync(null, available.MatchingId, Token)).Done);
        Assert.False((await Device.InstallAsync(available.Iccid!, Token)).Done);
        Assert.Equal(ESimProfileStatus.Failed, (await FindAsync(available)).Status);
    }

    [Fact]
    public async Task What_the_network_refuses_fails_and_no_sim_is_made()
    {
        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 1 };
        var failed = await WorkAsync(await OrderAsync(WithCode));

        Assert.Equal((ESimProfileStatus.Failed, null), (failed.Status, failed.SimSid));
        Assert.Contains("no profile", failed.Failure, StringComparison.Ordinal);
        Assert.Empty(await _console.EventsAsync());
    }

    [Fact]
    public async Task An_outage_is_sat_out_and_one_past_the_deadline_fails()
    {
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        var (patient, late) = (await OrderAsync(WithCode), await OrderAsync(WithCode));
        Assert.Equal(ESimProfileStatus.Reserving, (await WorkAsync(patient)).Status);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ESimProfileStatus.Reserving, (await WorkAsync(patient)).Status);

        await using (var db = _console.OpenDb())
        {
            await db.ESimProfiles.Where(p => p.Id == late.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.SecondsLeft, 0), Token);
        }

        _console.Time.Advance(TimeSpan.FromMinutes(1));
        _console.Network.Settings = _console.Network.Settings with { Outage = false };
        Assert.Equal(ESimProfileStatus.Available, (await WorkAsync(patient)).Status);
        var failed = await FindAsync(late);
        Assert.Equal(ESimProfileStatus.Failed, failed.Status);
        Assert.Contains("deadline", failed.Failure, StringComparison.Ordinal);
        Assert.Contains("down", failed.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_is_nobody_elses_until_its_process_is_dead_and_its_late_end_is_discarded()
    {
        await using var other = _console.StartAnother();
        var ordered = await OrderAsync(WithCode);
        var lost = Assert.Single((await _console.Get<ESimProfileQueue>().ClaimAsync(Token))!.Rows);

        Assert.Equal(0, await other.Get<ESimProfileWorker>().WorkOnceAsync(Token));
        await other.FindSilentAsync();
        Assert.Equal(1, await other.Get<ESimProfileWorker>().WorkOnceAsync(Token));
        var available = await FindAsync(ordered);

        var recorder = _console.Get<ESimProfileRecorder>();
        Assert.False(await recorder.FailedAsync(lost, "Late.", Token));
        Assert.False(await recorder.TryAgainAsync(lost, "Late.", default, Token));
        Assert.False(await recorder.ReservedAsync(lost, new ESimAnswer.Reserved("89883070089999999998", null, "x", null), Token));
        Assert.Equal(available, await FindAsync(ordered));
        Assert.Single(await _console.EventsAsync());
    }

    [Fact]
    public async Task An_order_whose_answer_was_lost_is_one_profile_all_the_same()
    {
        var ordered = await OrderAsync(WithCode);
        var answer = (ESimAnswer.Reserved)Assert.Single(await Device.ReserveAsync([new ESimOrder(ordered.Sid, null, true, 1)], Token));

        var available = await WorkAsync(ordered);

        Assert.Equal((answer.Iccid, answer.MatchingId), (available.Iccid, available.MatchingId));
    }

    [Fact]
    public async Task A_network_that_throws_is_asked_again()
    {
        var ordered = await OrderAsync(WithCode);
        var broken = new BrokenAuthority();
        using var worker = new ESimProfileWorker(
            _console.Get<ESimProfileQueue>(), _console.Get<ESimProfileRecorder>(), _console.Time,
            _console.Get<IOptions<ESimProfileOptions>>(), NullLogger<ESimProfileWorker>.Instance, broken);

        Assert.Equal(1, await worker.WorkOnceAsync(Token));
        Assert.Equal((ESimProfileStatus.Reserving, "The network could not be asked: Broken."), ((await FindAsync(ordered)).Status, (await FindAsync(ordered)).Failure));
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ESimProfileStatus.Available, (await WorkAsync(ordered)).Status);
    }

    [Fact]
    public async Task A_callback_is_told_of_every_status_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        var callback = CallbackRequest.Of(receiver.Url, CallMethod.Post).Value!;
        var available = await WorkAsync(await OrderAsync(new ESimProfileOrder(TestEid.One, true, callback)));
        await Device.DownloadAsync(TestEid.One, available.MatchingId, Token);
        await Device.InstallAsync(available.Iccid!, Token);
        await _console.DeliverAsync();

        Assert.Equal(["new", "reserving", "available", "downloaded", "installed"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r => Assert.Equal((available.Sid, TestEid.One), (r.Fields["ESimProfileSid"], r.Fields["Eid"])));
        Assert.Equal(["", "", available.SimSid, available.SimSid, available.SimSid], receiver.Got.Select(r => r.Fields["SimSid"]));
    }

    [Fact]
    public async Task A_callback_is_told_why_it_failed()
    {
        await using var receiver = await Receiver.StartAsync();
        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 1 };
        await WorkAsync(await OrderAsync(new ESimProfileOrder(null, true, CallbackRequest.Of(receiver.Url, CallMethod.Get).Value!)));
        await _console.DeliverAsync();

        Assert.Equal(["new", "reserving", "failed"], receiver.Got.Select(r => r.Status));
        Assert.Equal("83098", receiver.Got.Last().Fields["ErrorCode"]);
        Assert.Contains("no profile", receiver.Got.Last().Fields["ErrorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_without_profiles_refuses_the_order_with_a_sentence()
    {
        await using var console = await TestConsole.StartAsync(("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Control", "127.0.0.1:1"));
        Assert.False(console.Get<ESimProfileService>().IsOffered);
        var refusal = (await console.Get<ESimProfileService>().OrderAsync(WithCode, TestConsole.Someone, Token)).Refusal!;
        Assert.Equal(20004, refusal.Code);
        Assert.Contains("no eSIM profiles", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<ESimProfileRow> OrderAsync(ESimProfileOrder order)
    {
        var ordered = await _console.Get<ESimProfileService>().OrderAsync(order, TestConsole.Someone, Token);
        Assert.Null(ordered.Refusal);
        return (await _console.Get<ESimProfileReader>().FindAsync(ordered.Value!.Sid, FleetScope.All, Token))!;
    }

    /// <summary>Works off what is due now, and says how this one stands then.</summary>
    private async Task<ESimProfileRow> WorkAsync(ESimProfileRow profile)
    {
        while (await _console.Get<ESimProfileWorker>().WorkOnceAsync(Token) > 0)
        {
        }

        return await FindAsync(profile);
    }

    private async Task<ESimProfileRow> FindAsync(ESimProfileRow profile) => (await _console.Get<ESimProfileReader>().FindAsync(profile.Sid, FleetScope.All, Token))!;

    private sealed class BrokenAuthority : IESimAuthority
    {
        public Task<IReadOnlyList<ESimAnswer>> ReserveAsync(IReadOnlyList<ESimOrder> orders, CancellationToken token) => throw new InvalidOperationException("Broken.");
    }
}
