using System.Text;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>
/// What is written survives a fault at any point of it: the server undoes the transaction, and all of that is sent again, no more and no less.
/// </summary>
[Trait("Only", "Sqlite")]
public sealed class RetryTests
{
    private const string Card = "89883070001234567895";
    private const string Report = "LR00000000000000000000000000000000";
    private static Caller Someone => TestConsole.Someone;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ServerFault.NotAvailable)]
    [InlineData(ServerFault.DeadlockVictim)]
    public async Task A_fault_at_any_point_of_a_change_of_one_sim_sends_the_same_again(int fault) =>
        await AssertRunsAgainAsync(c => (c.Values["Status"], c.Values["UniqueName"]) = ((int)SimStatus.Active, "pump"), fault, (SimService s) =>
            s.UpdateAsync("pump", new SimUpdate { Status = SimStatus.Inactive, UniqueName = "" }, Someone, Token));

    [Fact]
    public async Task A_fault_at_any_point_of_the_end_of_a_batch_sends_the_same_again()
    {
        await AssertRunsAgainAsync(_ => { }, ServerFault.DeadlockVictim, (StatusChangeService s) => s.EndAsync(Batch, [Verdict(new ChangeOutcome.Completed("ok", Now))], Token));
        await AssertRunsAgainAsync(c => c.Found = 0, ServerFault.DeadlockVictim, (StatusChangeService s) =>
            s.EndAsync(Batch, [Verdict(new ChangeOutcome.Failed("no"))], Token));
    }

    [Fact]
    public async Task A_fault_at_any_point_of_the_activation_of_ready_sims_sends_the_same_again() =>
        await AssertRunsAgainAsync(c => c.Values["Status"] = (int)SimStatus.Ready, ServerFault.DeadlockVictim, (StatusChangeService s) => s.ActivateReadyAsync(Token));

    [Fact]
    public async Task A_fault_at_any_point_of_a_loss_report_sends_the_same_again() =>
        await AssertRunsAgainAsync(_ => { }, ServerFault.DeadlockVictim, (LossReportService l) =>
            l.ReportAsync(new LossOrder([1, 2], LossKind.Stolen, null, null, null), Someone, Token));

    [Fact]
    public async Task A_fault_at_any_point_of_an_order_to_take_sims_off_again_sends_the_same_again() =>
        await AssertRunsAgainAsync(_ => { }, ServerFault.DeadlockVictim, (LossReportService l) => l.OrderAgainAsync(Report, Someone, Token));

    [Fact]
    public async Task A_fault_at_any_point_of_a_release_sends_the_same_again() =>
        await AssertRunsAgainAsync(_ => { }, ServerFault.DeadlockVictim, (LossReportService l) => l.ReleaseAsync(Report, null, "found", Someone, Token));

    [Fact]
    public async Task A_fault_at_any_point_of_a_registration_sends_the_same_again() =>
        await AssertRunsAgainAsync(c => c.Found = 0, ServerFault.DeadlockVictim, (InventoryService i) => i.RegisterAsync(Card, Card[^10..], Someone, Token));

    [Theory]
    [InlineData(CardTarget.Inventory)]
    [InlineData(CardTarget.Sims)]
    public async Task A_fault_at_any_point_of_an_import_sends_the_same_again(CardTarget target) =>
        await AssertRunsAgainAsync(c => (c.Found, c.FoundIn) = (0, "Imports"), ServerFault.DeadlockVictim, async (ImportRunner i) =>
        {
            await using var file = (await CardFile.ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes($"iccid,name,imsi,registration_code\n{Card},pump,001010000000001,abc\n")), null, Token)).Value!;
            await i.RunAsync(new Import { Id = 1, Target = target, FileName = "cards.csv", Digest = "", Columns = file.Columns.ToString(), RequestedBy = Someone.Name, May = Someone.May }, 1, file, Token);
        });

    [Fact]
    public async Task A_fault_at_any_point_of_a_new_fleet_sends_the_same_again() =>
        await AssertRunsAgainAsync(c => c.Values[""] = false, ServerFault.DeadlockVictim, (FleetService f) => f.CreateAsync(new FleetUpdate { UniqueName = "meters" }, TestConsole.Someone, Token));

    [Fact]
    public async Task A_fault_at_any_point_of_what_the_simulated_network_writes_sends_the_same_again() =>
        await AssertRunsAgainAsync(c => c.Changed = 0, ServerFault.DeadlockVictim, (SimulatedNetwork n) =>
            n.ApplyAsync(new AuthorityBatch(Now, [new AuthorityOrder(Card, null, SimStatus.Active, 1)]), Token));

    private static Claimed<ClaimedChange> Batch => new(Guid.Empty, Now, []);

    private static ChangeVerdict Verdict(ChangeOutcome outcome) => new(
        new ClaimedChange
        {
            Id = 1,
            Kind = StatusChangeKind.Requested,
            FromStatus = SimStatus.Active,
            ToStatus = SimStatus.Inactive,
            MovesFleet = false,
            ToFleetId = null,
            Priority = StatusChangePriority.Single,
            BulkChangeId = null,
            RequestedBy = "someone",
            SecondsLeft = 600,
            Attempts = 1,
            Failure = null,
            Doubtful = false,
            SimId = 1,
            SimSid = "HS00000000000000000000000000000000",
            Iccid = Card,
            Imsi = null,
            Msisdn = null,
            SimStatus = SimStatus.Scheduled,
            SimHeld = false,
            SimVersion = 1,
            FleetName = null,
        },
        outcome);

    private static async Task AssertRunsAgainAsync<T>(Action<CapturingConnection> arrange, int fault, Func<T, Task> call) where T : notnull
    {
        await using var console = new CapturedConsole();
        var clean = await SentAsync(null);
        for (var at = 0; at < clean.Count; at++)
        {
            Assert.Equal([.. clean[..(at + 1)], .. clean[Undone(clean, at)..]], await SentAsync(at));
        }

        async Task<List<string>> SentAsync(int? faultAt)
        {
            var sent = new List<string>();
            arrange(console.Connection);
            console.Connection.Sending = sql =>
            {
                // EF Core's own attempt to save what the server has undone already.
                if (sql.StartsWith("ROLLBACK TRANSACTION", StringComparison.Ordinal))
                {
                    return;
                }

                sent.Add(sql);
                if (sent.Count - 1 == faultAt)
                {
                    throw ServerFault.Of(fault);
                }
            };
            await console.DriveAsync("", call);
            return sent;
        }
    }

    /// <summary>Where what the server undoes begins: with the transaction, or with the statement itself where there is none.</summary>
    private static int Undone(List<string> sent, int at)
    {
        var begin = sent.LastIndexOf(CapturingConnection.Begin, at);
        return begin >= 0 && (begin == at || !sent[begin..at].Contains(CapturingConnection.Commit)) ? begin : at;
    }
}
