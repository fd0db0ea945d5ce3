using System.Net;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;
using SimConsole.Tests.BulkChanges;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.StatusChanges;

public sealed class WithdrawTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SimStatus.Active, SimStatus.Inactive)]
    [InlineData(SimStatus.Inactive, SimStatus.Active)]
    [InlineData(SimStatus.Ready, SimStatus.Active)]
    [InlineData(SimStatus.New, SimStatus.Ready)]
    public async Task The_sim_has_the_status_again_that_it_had_and_the_network_is_never_asked(SimStatus from, SimStatus to)
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(from, await console.AddFleetAsync("fleet"), "pump");
        await console.AskAsync(sim, to);
        var before = await console.RowAsync(sim);
        console.Time.Advance(TimeSpan.FromSeconds(3));

        var withdrawn = await WithdrawAsync(console, sim);

        Assert.Equal((StatusChangeState.Withdrawn, "Cancelled by someone before the network was asked."), (withdrawn.Value!.State, withdrawn.Value.Failure));
        Assert.Equal(console.Time.GetUtcNow(), withdrawn.Value.EndedAt);
        var after = await console.RowAsync(sim);
        Assert.Equal((from, null, before.Version + 1), (after.Status, after.TargetStatus, after.Version));
        await console.WorkAsync();
        await console.AssertSettledAsync("a change is taken back");
        Assert.Equal(0, (await console.OnlyChangeAsync()).Attempts);
        var entry = Assert.Single(await AuditAsync(console));
        Assert.Equal((sim.Sid, "someone"), (entry.Subject, entry.Actor));
        Assert.Null((await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = to }, TestConsole.Someone, Token)).Refusal);
    }

    [Fact]
    public async Task Taking_back_again_what_was_taken_back_succeeds_and_changes_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var first = (await WithdrawAsync(console, sim)).Value!;
        await console.AskAsync(sim, SimStatus.Inactive);
        var before = await console.AllRowsAsync();

        var again = await console.Get<WithdrawalService>().WithdrawAsync(first.Sid, TestConsole.Someone, Token);

        Assert.Equal((first.Id, StatusChangeState.Withdrawn, first.EndedAt), (again.Value!.Id, again.Value.State, again.Value.EndedAt));
        Assert.Equal(before, await console.AllRowsAsync());
        Assert.Single(await AuditAsync(console));
    }

    [Fact]
    public async Task What_the_network_is_being_asked_or_was_asked_before_goes_on_and_the_sentence_says_what_to_do()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var queue = console.Get<StatusChangeQueue>();
        Assert.NotNull(await queue.ClaimAsync(Token));

        var refusal = (await WithdrawAsync(console, sim)).Refusal!;

        Assert.Equal((ErrorCodes.ChangeInFlight, "The network is being asked already, so this change cannot be cancelled. Ask for active when it has ended."), (refusal.Code, refusal.Message));
        Assert.Equal(SimStatus.Scheduled, await console.StatusAsync(sim));

        // One that waits for its next attempt may have reached the network.
        await using var other = console.StartAnother();
        other.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, Outage = true };
        var second = await console.AddSimAsync(SimStatus.Active, (await console.Fleets.ListAsync(FleetScope.All, Token))[0]);
        await console.AskAsync(second, SimStatus.Inactive);
        await other.WorkAsync();
        Assert.Equal((StatusChangeState.Queued, 1), (await console.ChangesAsync(second.Id)).Select(c => (c.State, c.Attempts)).Single());
        Assert.Equal(ErrorCodes.ChangeInFlight, (await WithdrawAsync(console, second)).Refusal?.Code);
    }

    [Fact]
    public async Task What_has_ended_is_refused_and_the_sentence_says_how_the_sim_is()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pump");
        await console.AskAsync(sim, SimStatus.Inactive);
        await console.WorkAsync();

        var refusal = (await WithdrawAsync(console, sim)).Refusal!;

        Assert.Equal("This change has ended, and cannot be cancelled: pump is inactive. Ask for the status that it should have.", refusal.Message);
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task A_loss_report_stands_whoever_takes_it_back()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var report = BulkConsole.Succeeded(await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token));

        Assert.Contains($"held by the loss report {report.Sid}", (await WithdrawAsync(console, sim)).Refusal!.Message, StringComparison.Ordinal);

        Assert.Null((await console.Get<LossReportService>().ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token)).Refusal);
        Assert.Equal("What a loss report has ordered always stands. Activate the SIM when it is off.", (await WithdrawAsync(console, sim)).Refusal!.Message);
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task One_of_a_bulk_change_counts_as_cancelled_there_and_the_bulk_change_ends()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        SimRow[] sims = [await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet)];
        var bulk = await console.OrderBulkAsync(BulkChangeKind.Deactivate, sims);
        await console.Get<BulkChangeScheduler>().OrderNextAsync(bulk.Id, Token);

        Assert.Null((await WithdrawAsync(console, sims[0])).Refusal);
        await console.WorkBulkAsync();

        Assert.Equal([BulkChangeResult.Cancelled, BulkChangeResult.Completed], await console.ResultsAsync(bulk));
        Assert.Equal(BulkChangeState.Completed, (await console.AgainAsync(bulk)).State);
        await console.AssertWholeAsync("one of a bulk change is taken back");
    }

    [Fact]
    public async Task The_callback_is_told_what_the_sim_is_again_and_why()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive, receiver.Url);

        Assert.Null((await WithdrawAsync(console, sim)).Refusal);
        await console.DeliverAsync();

        Assert.Equal(["scheduled", "active"], receiver.Got.Select(r => r.Status));
        Assert.Equal(("83100", "Cancelled by someone before the network was asked."), (receiver.Got.Last().Fields["ErrorCode"], receiver.Got.Last().Fields["ErrorMessage"]));
    }

    [Fact]
    public async Task Outside_of_a_limit_there_is_no_such_change()
    {
        await using var console = await TestConsole.StartAsync();
        var (mine, theirs) = (await console.AddFleetAsync("mine"), await console.AddFleetAsync("theirs"));
        var sim = await console.AddSimAsync(SimStatus.Active, theirs);
        await console.AskAsync(sim, SimStatus.Inactive);
        var sid = (await console.OnlyChangeAsync()).Sid;
        var limited = TestConsole.Someone with { Scope = FleetScope.Of([mine.Id]) };

        var refusal = (await console.Get<WithdrawalService>().WithdrawAsync(sid, limited, Token)).Refusal!;

        Assert.Equal((ErrorCodes.NotFound, $"There is no change {sid}."), (refusal.Code, refusal.Message));
        Assert.Null(await console.Get<StatusChangeReader>().FindAsync(sid, limited.Scope, Token));
        Assert.NotNull(await console.Get<StatusChangeReader>().FindAsync(sid, FleetScope.Of([theirs.Id]), Token));
        Assert.Equal(SimStatus.Scheduled, await console.StatusAsync(sim));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SC")]
    [InlineData("SCffffffffffffffffffffffffffffffff")]
    [InlineData("SC00000000000000007fffffffffffffff")]
    [InlineData("HS00000000000000000000000000000001")]
    public async Task What_is_no_sid_of_a_change_is_not_found(string sid)
    {
        await using var console = await TestConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive);

        Assert.Equal(ErrorCodes.NotFound, (await console.Get<WithdrawalService>().WithdrawAsync(sid, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_program_reads_a_change_and_takes_it_back()
    {
        await using var console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers);
        var sim = (await console.AddSimsAsync(1, SimStatus.Active, await console.AddFleetAsync("fleet")))[0];
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive")]);
        await ServedConsole.ReadAsync(await console.Program.PostAsync($"/v1/Sims/{sim.Sid}", form, Token), HttpStatusCode.Accepted);
        var sid = (await console.GetAsync($"/v1/Sims/{sim.Sid}/StatusChanges")).GetProperty("status_changes")[0].Text("sid");
        Assert.Equal("queued", (await console.GetAsync($"/v1/StatusChanges/{sid}")).Text("state"));

        for (var times = 0; times < 2; times++)
        {
            var withdrawn = await ServedConsole.ReadAsync(await console.Program.PostAsync($"/v1/StatusChanges/{sid}/Withdraw", null, Token), HttpStatusCode.OK);
            Assert.Equal((sid, sim.Sid, "withdrawn"), (withdrawn.Text("sid"), withdrawn.Text("sim_sid"), withdrawn.Text("state")));
        }

        Assert.Equal("active", (await console.GetAsync($"/v1/Sims/{sim.Sid}")).Text("status"));
        using var missing = await console.Program.PostAsync("/v1/StatusChanges/SC00000000000000000000000000000009/Withdraw", null, Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<Result<StatusChange>> WithdrawAsync(TestConsole console, SimRow sim) =>
        await console.Get<WithdrawalService>().WithdrawAsync((await console.ChangesAsync(sim.Id))[^1].Sid, TestConsole.Someone, Token);

    private static async Task<IReadOnlyList<AuditEntry>> AuditAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        return [.. db.AuditEntries.Where(e => e.Kind == AuditKinds.StatusChangeWithdrawn)];
    }
}
