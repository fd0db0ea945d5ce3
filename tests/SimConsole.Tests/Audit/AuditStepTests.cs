using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Callbacks.Receivers;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.People;
using SimConsole.Sims;

namespace SimConsole.Tests.Audit;

/// <summary>No change without its entry and no entry without its change, wherever an operation breaks off: after each of its statements in turn.</summary>
public sealed class AuditStepTests : IAsyncLifetime
{
    private static readonly string[] Apart = ["AuditEntries"];

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Someone => TestConsole.Someone;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Wherever_it_breaks_off_a_change_and_its_entry_are_both_there_or_neither()
    {
        var fleet = await _console.AddFleetAsync("Vans");
        var sims = new List<SimRow>();
        for (var i = 0; i < 3; i++)
        {
            sims.Add(await _console.AddSimAsync(SimStatus.Active, fleet, $"truck-{i}"));
        }

        var person = (await _console.Get<InvitationService>().AcceptAsync(await InviteAsync("ann"), "a password of the tests", Token)).Value!;
        var key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), Someone, Token)).Value!.Key;
        var bulk = (await _console.Get<BulkChangeService>().PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen([sims[0].Id])), Someone, null, Token)).Value!;
        var report = (await _console.Get<LossReportService>().ReportAsync(new LossOrder([sims[1].Id], LossKind.Lost), Someone, Token)).Value!;
        var profile = (await _console.Get<NetworkAccessProfileService>().CreateAsync("abroad", [], Someone, Token)).Value!;
        var secret = (await _console.Get<ReceiverSecretService>().AddAsync("https://example.com", Someone, Token)).Value!.Secret;
        (string Name, Func<Task> Act)[] operations =
        [
            ("create a Fleet", () => _console.Get<FleetService>().CreateAsync(new FleetUpdate(), Someone, Token)),
            ("update a Fleet", () => _console.Get<FleetService>().UpdateAsync("Vans", new FleetUpdate { DataLimit = 7 }, Someone, Token)),
            ("rename a SIM", () => _console.Sims.UpdateAsync(sims[2].Sid, new SimUpdate { UniqueName = "truck-9", Status = SimStatus.Inactive }, Someone, Token)),
            ("register a card", () => _console.Get<InventoryService>().RegisterAsync("89883070001234567895", "1234567895", Someone, Token)),
            ("order a bulk change", () => _console.Get<BulkChangeService>().CommitAsync(bulk.Sid, Someone, Token)),
            ("report a loss", () => _console.Get<LossReportService>().ReportAsync(new LossOrder([sims[2].Id], LossKind.Stolen), Someone, Token)),
            ("release", () => _console.Get<LossReportService>().ReleaseAsync(report.Sid, null, "found", Someone, Token)),
            ("rename a profile", () => _console.Get<NetworkAccessProfileService>().RenameAsync(profile.Sid, "home", Someone, Token)),
            ("renew a key", () => _console.Get<ApiKeyService>().RenewAsync(key.Sid, Someone, Token)),
            ("revoke a key", () => _console.Get<ApiKeyService>().RevokeAsync(key.Sid, Someone, Token)),
            ("end a secret", () => _console.Get<ReceiverSecretService>().EndAsync(secret.Id, Someone, Token)),
            ("invite", () => InviteAsync("ben")),
            ("change a role", () => _console.Get<PeopleService>().ChangeRoleAsync(person.Id, Role.Auditor, Someone, Token)),
            ("limit", () => _console.Get<PeopleService>().LimitAsync(person.Id, FleetScope.Of([fleet.Id]), FleetScope.All, Someone, Token)),
            ("suspend", () => _console.Get<PeopleService>().SuspendAsync(person.Id, Someone, Token)),
            ("remove", () => _console.Get<PeopleService>().RemoveAsync(person.Id, false, Someone, Token)),
        ];
        foreach (var (name, act) in operations)
        {
            var steps = await StepByStepAsync(name, act);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: broken off after each of {steps} statements");
            Assert.InRange(steps, 1, 200);
        }

        Assert.Null((await _console.Get<AuditVerifier>().VerifyAsync(Token)).Fault);
    }

    private async Task<int> StepByStepAsync(string name, Func<Task> act)
    {
        var (first, begun) = (await StateAsync(), 0);
        for (var step = 1; ; step++)
        {
            var before = await StateAsync();
            var breakOff = new Interruption(step, () => throw new ArithmeticException("It breaks off here."));
            try
            {
                await breakOff.InAsync(act);
            }
            catch (Exception exception) when (exception.GetBaseException() is ArithmeticException)
            {
            }

            var after = await StateAsync();
            Assert.True((before.Tables == after.Tables) == (before.Entries == after.Entries), $"{name}, broken off after statement {step}: {before.Entries} entries before, {after.Entries} after.");
            if (!breakOff.Happened)
            {
                Assert.True(first.Entries < after.Entries, $"{name} did nothing.");
                return begun;
            }

            begun = step;
        }
    }

    private async Task<string> InviteAsync(string name) => (await _console.Get<InvitationService>().InviteAsync(name, Role.Viewer, FleetScope.All, Someone, Token)).Value!.Token;

    /// <summary>What all tables hold but the audit, and how many entries that has.</summary>
    private async Task<(string Tables, int Entries)> StateAsync()
    {
        await using var db = _console.OpenDb();
        return (await TableDigest.OfAllButAsync(db, Apart, Token), await db.AuditEntries.CountAsync(Token));
    }
}
