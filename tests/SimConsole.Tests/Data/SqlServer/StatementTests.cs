using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Audit;
using SimConsole.Backup;
using SimConsole.Billing;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Callbacks.Receivers;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.Data.Protection;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Host.Sample;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Live;
using SimConsole.Live.Bus;
using SimConsole.LossReports;
using SimConsole.LossReports.Evidence;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Networks;
using SimConsole.Notices;
using SimConsole.People;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.Sessions;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Sims.Tags;
using SimConsole.Sims.Views;
using SimConsole.StatusChanges;
using SimConsole.Telemetry;
using SimConsole.Tests.ESimProfiles;
using SimConsole.Tests.People;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>Every statement that the services send under the SQL Server provider is accepted by Microsoft's tooling against the schema.</summary>
[Trait("Only", "Sqlite")]
public sealed class StatementTests
{
    private static readonly string Change = new StatusChange { Id = 7, RequestedBy = "x" }.Sid;
    private const string Card = "89883070001234567895";
    private static Caller Someone => TestConsole.Someone;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_statement_of_every_service_is_accepted_and_what_writes_for_somebody_leaves_an_entry_in_the_audit()
    {
        await using var console = new CapturedConsole();
        await UpdateSimsAsync(console);
        await ProfilesAsync(console);
        await console.DriveAsync<ThisProcess>(nameof(ThisProcess.IdAsync), p => p.IdAsync(Token));
        await InventoryAsync(console, FleetScope.All);
        await AccountsAsync(console);
        await SecondFactorsAsync(console);
        await OpenIdAsync(console);
        await NetworkAsync(console);
        await console.DriveAsync<Restoration>(nameof(Restoration.SettleAsync), r => r.SettleAsync(Token));
        await MissedChangesAsync(console);

        foreach (var scope in new[] { FleetScope.All, FleetScope.Of([1, 2]) })
        {
            await ReadSimsAsync(console, scope);
            await FleetsAsync(console, scope);
            await StatusChangesAsync(console, scope);
            await SettingsUpdatesAsync(console, scope);
            await LossReportsAsync(console, scope);
            await BulkChangesAsync(console, scope);
            await PlannedChangesAsync(console, scope);
            await CallbacksAsync(console, scope);
            await ESimProfilesAsync(console, scope);
            await CommandsAsync(console, scope);
            await UsageAsync(console, scope);
            await ReconciliationAsync(console, scope);
        }

        var statements = console.Connection.Statements.DistinctBy(s => s.Sql).ToList();
        Assert.True(statements.Count > 100, $"Only {statements.Count} different statements were captured.");
        Assert.Empty(SqlServerTooling.Faults(SqlServerTooling.CreateScript(), statements));
        Assert.All(statements, s => Assert.InRange(s.Parameters.Count, 0, 2_099));
        Assert.Empty(Undriven(console.Driven));

        // A selection is empty here, and a preview of nothing is none: AuditTests has one.
        string[] previews = ["BulkChangeService.PreviewAsync", "BulkChangeService.PreviewUndoAsync"];
        Assert.Empty(PermissionTests.Writing.Except(console.Audited).Except(previews));
    }

    [Fact]
    public async Task The_columns_that_many_rows_are_written_into_are_those_of_the_schema()
    {
        await using var console = new CapturedConsole();
        await using var db = console.OpenDb();
        CapturedStatement[] inserts = [InsertInto<Sim>(db), InsertInto<SimEvent>(db), InsertInto<SimTag>(db), InsertInto<StatusChange>(db), InsertInto<SimulatedSubscriber>(db), InsertInto<BulkChangeSim>(db), InsertInto<BulkChangeLine>(db), InsertInto<DataSession>(db), InsertInto<BillingPeriod>(db), InsertInto<BillingPeriodUsage>(db)];
        Assert.Empty(SqlServerTooling.Faults(SqlServerTooling.CreateScript(), inserts));
    }

    private static CapturedStatement InsertInto<T>(SimConsoleDb db) where T : class
    {
        var table = new BulkTable<T>(db.Model, []);
        var columns = string.Join(", ", table.Columns.Select(c => $"[{c.Name}]"));
        return new CapturedStatement($"INSERT INTO [{table.Name}] ({columns}) SELECT {columns} FROM [{table.Name}];", []);
    }

    private static async Task MissedChangesAsync(CapturedConsole console)
    {
        var feed = console.Get<LiveFeed>();
        using var some = feed.WatchSims(_ => Task.CompletedTask);
        some.Show([1, 2]);
        using var everything = feed.WatchEverything(_ => Task.CompletedTask);
        await console.DriveAsync<MissedChanges>(nameof(MissedChanges.LookAsync), missed => missed.LookAsync(Token));
    }

    private static async Task ReadSimsAsync(CapturedConsole console, FleetScope scope)
    {
        SimQuery[] filters =
        [
            new(), new() { Search = "89%_" }, new() { Statuses = [SimStatus.Active] }, new() { Statuses = [SimStatus.Active, SimStatus.New] }, new() { Fleets = [""] }, new() { Fleets = ["meters"] }, new() { Fleets = ["meters", ""] },
            new() { Tags = ["berlin", "pallet-7"] }, new() { Held = true }, new() { Failed = true }, new() { Failed = false }, new() { OfflineDays = 7 }, new() { Search = TestEid.One }, new() { OfflineDays = 1, Search = "x", Statuses = [SimStatus.Active] },
            new() { Fleets = ["HF00000000000000000000000000000000"] }, new() { Iccid = Card }, new() { Search = "x", Statuses = [SimStatus.New], Fleets = ["meters"] },
        ];
        foreach (var query in filters)
        {
            foreach (var sort in Enum.GetValues<SimSort>())
            {
                foreach (var descending in new[] { false, true })
                {
                    await console.DriveAsync<SimReader>(nameof(SimReader.ListAsync), r => r.ListAsync(query with { Sort = sort, Descending = descending }, 50, 50, scope, Token));
                }
            }

            await console.DriveAsync<SimReader>(nameof(SimReader.ListBeforeAsync), r => r.ListBeforeAsync(query, null, 50, scope, Token));
            await console.DriveAsync<SimReader>(nameof(SimReader.ListBeforeAsync), r => r.ListBeforeAsync(query, 7, 50, scope, Token));
            await console.DriveAsync<SimReader>(nameof(SimReader.ListAfterAsync), r => r.ListAfterAsync(query, 7, 50, scope, Token));
            await console.DriveAsync<SimReader>(nameof(SimReader.CountAsync), r => r.CountAsync(query, scope, Token));
            await console.DriveAsync<SimReader>(nameof(SimReader.CountByStatusAsync), r => r.CountByStatusAsync(query, scope, Token));
        }

        await console.DriveAsync<TagReader>(nameof(TagReader.NamesAsync), r => r.NamesAsync(scope, Token));
        await console.DriveAsync<TagReader>(nameof(TagReader.ListBeforeAsync), r => r.ListBeforeAsync(7, 10, scope, Token));
        await console.DriveAsync<TagReader>(nameof(TagReader.ListAfterAsync), r => r.ListAfterAsync(7, 10, scope, Token));
        await console.DriveAsync<TagReader>(nameof(TagReader.OfAsync), r => r.OfAsync([1, 2], scope, Token));

        await console.DriveAsync<SimReader>(nameof(SimReader.FindAsync), r => r.FindAsync("HS00000000000000000000000000000000", scope, Token));
        await console.DriveAsync<SimReader>(nameof(SimReader.FindAsync), r => r.FindAsync("pump", scope, Token));
        await console.DriveAsync<SimReader>(nameof(SimReader.FindAsync), r => r.FindAsync([1, 2], scope, Token));
        await console.DriveAsync<SimReader>(nameof(SimReader.FindBySidAsync), r => r.FindBySidAsync(["HS00000000000000000000000000000000"], scope, Token));
        await console.DriveAsync<SimListResolver>(nameof(SimListResolver.ResolveAsync), r => r.ResolveAsync(SimList.Read($"{Card}\npump").Value!, scope, Token));
        await console.DriveAsync<TimelineReader>(nameof(TimelineReader.ReadAsync), r => r.ReadAsync(1, 50, Token));
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.OpenAsync), r => r.OpenAsync(scope, Token));
        await console.DriveAsync<WorkloadReader>(nameof(WorkloadReader.ReadAsync), r => r.ReadAsync(Token));
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.FindAsync), r => r.FindAsync(Change, scope, Token));
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.ListBeforeAsync), r => r.ListBeforeAsync(1, null, 10, Token));
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.ListBeforeAsync), r => r.ListBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.ListAfterAsync), r => r.ListAfterAsync(1, 7, 10, Token));
        foreach (var filter in Enum.GetValues<ChangeFilter>())
        {
            await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.ListAsync), r => r.ListAsync(filter, null, 10, scope, Token));
            await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.ListAsync), r => r.ListAsync(filter, 7, 10, scope, Token));
        }

        console.Connection.Values["EndedAt"] = Now.UtcDateTime;
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.FailedAsync), r => r.FailedAsync(Now, 1, scope, Token));
        console.Connection.Values["EndedAt"] = Now.UtcDateTime;
        await console.DriveAsync<StatusChangeReader>(nameof(StatusChangeReader.FailedAloneAsync), r => r.FailedAloneAsync(Now, 1, scope, Token));
        console.Connection.Values["EndedAt"] = Now.UtcDateTime;
        await console.DriveAsync<TimelineReader>(nameof(TimelineReader.InFlightAsync), r => r.InFlightAsync(1, Token));
    }

    private static async Task UpdateSimsAsync(CapturedConsole console)
    {
        async Task UpdateAsync(SimStatus now, SimUpdate update)
        {
            (console.Connection.Values["Status"], console.Connection.Values["UniqueName"]) = ((int)now, "pump");
            await console.DriveAsync<SimService>(nameof(SimService.UpdateAsync), s => s.UpdateAsync("pump", update, Someone, Token));
        }

        await UpdateAsync(SimStatus.Active, new SimUpdate { UniqueName = "" });
        await UpdateAsync(SimStatus.Active, new SimUpdate { Status = SimStatus.Inactive, Reason = "lost" });
        await UpdateAsync(SimStatus.Active, new SimUpdate { Fleet = "HF00000000000000000000000000000000" });
        await UpdateAsync(SimStatus.Inactive, new SimUpdate { Fleet = "" });
        console.Connection.Values["Name"] = "berlin";
        await UpdateAsync(SimStatus.Inactive, new SimUpdate { Tags = ["berlin"], Note = "behind the gate" });
        await console.DriveAsync<SavedViewService>(nameof(SavedViewService.ListAsync), v => v.ListAsync(Someone, Token));
        await console.DriveAsync<SavedViewService>(nameof(SavedViewService.SaveAsync), v => v.SaveAsync("stolen", new SimsAddress(), false, Someone, Token));
        console.Connection.Values["Owner"] = Someone.Name;
        await console.DriveAsync<SavedViewService>(nameof(SavedViewService.RemoveAsync), v => v.RemoveAsync(1, Someone, Token));
        await UpdateAsync(SimStatus.Inactive, new SimUpdate { Status = SimStatus.Active, Fleet = "meters" });
        console.Connection.Values[""] = false;
        await UpdateAsync(SimStatus.Active, new SimUpdate { UniqueName = "another" });
    }

    private static async Task FleetsAsync(CapturedConsole console, FleetScope scope)
    {
        var update = new FleetUpdate { UniqueName = "meters", DataLimit = 7, NetworkAccessProfile = "HA00000000000000000000000000000001", SmsCommandsUrl = "https://example.com/" };
        foreach (var profile in new[] { null, "default", "HA00000000000000000000000000000001" })
        {
            await console.DriveAsync<FleetService>(nameof(FleetService.ListBeforeAsync), f => f.ListBeforeAsync(profile, 7, 50, scope, Token));
            await console.DriveAsync<FleetService>(nameof(FleetService.ListAfterAsync), f => f.ListAfterAsync(profile, 7, 50, scope, Token));
        }

        await console.DriveAsync<FleetService>(nameof(FleetService.ListAsync), f => f.ListAsync(scope, Token));
        await console.DriveAsync<FleetService>(nameof(FleetService.FindAsync), f => f.FindAsync("meters", scope, Token));
        await console.DriveAsync<FleetService>(nameof(FleetService.EventsAsync), f => f.EventsAsync(1, 10, Token));
        await console.DriveAsync<FleetService>(nameof(FleetService.CountAsync), f => f.CountAsync(null, scope, Token));
        await console.DriveAsync<FleetService>(nameof(FleetService.CountAsync), f => f.CountAsync(1, scope, Token));
        await console.DriveAsync<FleetService>(nameof(FleetService.CountEverythingAsync), f => f.CountEverythingAsync(scope, Token));
        console.Connection.Values[""] = false;
        await console.DriveAsync<FleetService>(nameof(FleetService.CreateAsync), f => f.CreateAsync(update, TestConsole.Someone, Token));
        console.Connection.Values[""] = false;
        await console.DriveAsync<FleetService>(nameof(FleetService.UpdateAsync), f => f.UpdateAsync("meters", update, TestConsole.Someone, Token));
    }

    private static async Task ProfilesAsync(CapturedConsole console)
    {
        var network = new NetworkCatalogue().All[0].Sid;
        var profile = new NetworkAccessProfile { Id = 1 };
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.ListAsync), p => p.ListAsync(Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.ListBeforeAsync), p => p.ListBeforeAsync(7, 50, Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.ListAfterAsync), p => p.ListAfterAsync(7, 50, Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.FindAsync), p => p.FindAsync("abroad", Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.FindAsync), p => p.FindAsync("HA00000000000000000000000000000001", Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.NetworksBeforeAsync), p => p.NetworksBeforeAsync(profile, 7, 50, Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.NetworksAfterAsync), p => p.NetworksAfterAsync(profile, 7, 50, Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.FindNetworkAsync), p => p.FindNetworkAsync(profile, network, Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.CountNetworksAsync), p => p.CountNetworksAsync(Token));
        await console.DriveAsync<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.EventsAsync), p => p.EventsAsync(1, 10, Token));
        await console.DriveAsync<NetworkAccess>(nameof(NetworkAccess.ByFleetAsync), a => a.ByFleetAsync(Token));
        await console.DriveAsync<NetworkAccess>(nameof(NetworkAccess.OfFleetAsync), a => a.OfFleetAsync(1, Token));

        async Task WriteAsync(string method, Func<NetworkAccessProfileService, Task> write)
        {
            (console.Connection.Values[""], console.Connection.Values[nameof(NetworkAccessProfile.AllowsEveryNetwork)]) = (false, false);
            await console.DriveAsync(method, write);
        }

        await WriteAsync(nameof(NetworkAccessProfileService.CreateAsync), async p => Assert.NotNull((await p.CreateAsync("abroad", [network], Someone, Token)).Value));
        await WriteAsync(nameof(NetworkAccessProfileService.RenameAsync), async p => Assert.NotNull((await p.RenameAsync("abroad", "home", Someone, Token)).Value));
        await WriteAsync(nameof(NetworkAccessProfileService.RenameAsync), p => p.RenameAsync("abroad", "home", Someone, Token, new NetworkAccessProfile { UniqueName = "before" }));
        await WriteAsync(nameof(NetworkAccessProfileService.AddNetworkAsync), async p => Assert.NotNull((await p.AddNetworkAsync("abroad", network, Someone, Token)).Value));
        await WriteAsync(nameof(NetworkAccessProfileService.RemoveNetworkAsync), async p => Assert.NotNull((await p.RemoveNetworkAsync("abroad", network, Someone, Token)).Value));
    }

    private static async Task InventoryAsync(CapturedConsole console, FleetScope scope)
    {
        console.Connection.Values["Iccid"] = Card;
        await console.DriveAsync<InventoryService>(nameof(InventoryService.RegisterAsync), i => i.RegisterAsync(Card, "x", Someone, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<InventoryService>(nameof(InventoryService.RegisterAsync), i => i.RegisterAsync(Card, Card[^10..], Someone, Token));

        console.Connection.Found = 0;
        await console.DriveAsync<CardKeyStore>(nameof(CardKeyStore.ReadAsync), k => k.ReadAsync([Card], Token));
        var (ki, opc) = (new string('1', 32), new string('2', 32));
        foreach (var target in Enum.GetValues<CardTarget>())
        {
            await using var file = (await CardFile.ReceiveAsync(
                new MemoryStream(Encoding.UTF8.GetBytes($"iccid,name,fleet,imsi,msisdn,registration_code,ki,opc\n{Card},pump,,001010000000001,,abc,{ki},{opc}\n")), null, Token)).Value!;
            console.Connection.Found = 0;
            await console.DriveAsync<CardImport>(nameof(CardImport.PreviewAsync), i => i.PreviewAsync(file, target, null, Token));
            console.Connection.Found = 0;
            await console.DriveAsync<ImportService>(nameof(ImportService.OrderAsync), i => i.OrderAsync(file, new ImportOrder(target, "cards.csv", "a key"), Someone, null, Token));
            console.Connection.Found = 0;
            await console.DriveAsync<ImportFiles>(nameof(ImportFiles.WriteAsync), f => f.WriteAsync(1, file, null, Token));
            var import = new Import { Id = 1, Target = target, FileName = "cards.csv", Digest = file.Digest, Columns = file.Columns.ToString(), RequestedBy = Someone.Name, May = Someone.May };
            (console.Connection.Found, console.Connection.FoundIn) = (0, "Imports");
            await console.DriveAsync<ImportRunner>(nameof(ImportRunner.RunAsync), r => r.RunAsync(import, 1, file, Token));
        }

        await console.DriveAsync<ImportRunner>(nameof(ImportRunner.RunAsync), r => r.RunAsync(1, Token));
        await console.DriveAsync<ImportRunner>(nameof(ImportRunner.NextAsync), r => r.NextAsync(Token));
        await console.DriveAsync<ImportRunner>(nameof(ImportRunner.ForgetAbandonedAsync), r => r.ForgetAbandonedAsync(Token));
        await console.DriveAsync<ImportFiles>(nameof(ImportFiles.ForgetOldAsync), f => f.ForgetOldAsync(Token));
        await console.DriveAsync<ImportFiles>(nameof(ImportFiles.OpenAsync), f => Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => f.OpenAsync(1, Token)));
        await console.DriveAsync<ImportService>(nameof(ImportService.PauseAsync), i => i.PauseAsync("IM1", Someone, Token));
        await console.DriveAsync<ImportService>(nameof(ImportService.ResumeAsync), i => i.ResumeAsync("IM1", Someone, Token));
        await console.DriveAsync<ImportService>(nameof(ImportService.StopAsync), i => i.StopAsync("IM1", Someone, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.ListBeforeAsync), r => r.ListBeforeAsync(1, 2, scope, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.ListAfterAsync), r => r.ListAfterAsync(1, 2, scope, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.EndedAsync), r => r.EndedAsync(Now, 2, scope, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.FindAsync), r => r.FindAsync("IM1", scope, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.LinesAfterAsync), r => r.LinesAfterAsync(1, CardVerdictKind.Bad, 2, 3, Token));
        await console.DriveAsync<ImportReader>(nameof(ImportReader.LinesBeforeAsync), r => r.LinesBeforeAsync(1, null, 2, 3, Token));

        console.Connection.Values[""] = false;
        await console.DriveAsync<SampleData>(nameof(SampleData.FillAsync), s => s.FillAsync(10, null, Token));
    }

    private static async Task StatusChangesAsync(CapturedConsole console, FleetScope scope)
    {
        Claimed<ClaimedChange>? batch = null;
        await console.DriveAsync<StatusChangeQueue>(nameof(StatusChangeQueue.ClaimAsync), async q => batch = await q.ClaimAsync(StatusChangePriority.Bulk, Token));
        await console.DriveAsync<StatusChangeQueue>(nameof(StatusChangeQueue.NextDueAsync), q => q.NextDueAsync(StatusChangePriority.Single, Token));

        ChangeOutcome[] outcomes = [new ChangeOutcome.Completed("ok", Now), new ChangeOutcome.Failed("no"), new ChangeOutcome.Superseded(), new ChangeOutcome.TryAgain("later", default)];
        foreach (var moves in new[] { false, true })
        {
            var change = batch!.Rows[0] with { Kind = StatusChangeKind.Requested, MovesFleet = moves, ToFleetId = moves ? 1 : null, FromStatus = SimStatus.Active, ToStatus = SimStatus.Inactive };
            foreach (var outcome in outcomes)
            {
                // Once with an order waiting behind it that wins, once without.
                await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.EndAsync), s => s.EndAsync(batch, [new ChangeVerdict(change, outcome)], Token));
                console.Connection.Found = 0;
                await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.EndAsync), s => s.EndAsync(batch, [new ChangeVerdict(change, outcome)], Token));
            }
        }

        // A lease that somebody else has now: nothing changes, and the network is to be brought back.
        console.Connection.Changed = 0;
        console.Connection.Found = 0;
        await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.EndAsync), s => s.EndAsync(batch!, [new ChangeVerdict(batch!.Rows[0], outcomes[0])], Token));

        foreach (var order in new[] { new StatusOrder(SimStatus.Inactive, Someone.Actor), new StatusOrder(SimStatus.Active, Someone.Actor) { MovesFleet = true, ToFleetId = 1, Reason = "x" } })
        {
            await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.OpenManyAsync), async s =>
            {
                await using var db = console.OpenDb();
                await db.InTransactionAsync(after => s.OpenManyAsync(db, [1, 2], order, after, Token), Token);
            });
        }

        foreach (var held in new long?[] { 1, null })
        {
            (console.Connection.Values["Kind"], console.Connection.Values["State"], console.Connection.Values["Attempts"]) = ((int)StatusChangeKind.Requested, (int)StatusChangeState.Queued, 0);
            (console.Connection.Values["EndedAt"], console.Connection.Values["HeldByReportId"]) = (null, held);
            await console.DriveAsync<WithdrawalService>(nameof(WithdrawalService.WithdrawAsync), s => s.WithdrawAsync(Change, Someone, Token));
        }

        console.Connection.Values["Status"] = (int)SimStatus.Ready;
        await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.ActivateReadyAsync), s => s.ActivateReadyAsync(Token));
        await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.SupersedeRepairsAsync), async s =>
        {
            await using var db = console.OpenDb();
            var sim = await db.Sims.FirstAsync(Token);
            s.Open(db, sim, new StatusOrder(SimStatus.Inactive, Someone.Actor), new AfterCommit());
            await s.SupersedeRepairsAsync(db, [sim.Id], Token);
            await db.SaveChangesAsync(Token);
        });
    }

    private static async Task SettingsUpdatesAsync(CapturedConsole console, FleetScope scope)
    {
        Claimed<ClaimedUpdate>? batch = null;
        await console.DriveAsync<SettingsUpdateQueue>(nameof(SettingsUpdateQueue.RollOutOnceAsync), q => q.RollOutOnceAsync(Token));
        await console.DriveAsync<SettingsUpdateQueue>(nameof(SettingsUpdateQueue.ClaimAsync), async q => batch = await q.ClaimAsync(Token));
        await console.DriveAsync<SettingsUpdateQueue>(nameof(SettingsUpdateQueue.CarryAsync), q => q.CarryAsync(batch!, [1], 1, 1, Token));
        await console.DriveAsync<SettingsUpdateQueue>(nameof(SettingsUpdateQueue.NextDueAsync), q => q.NextDueAsync(Token));
        foreach (var outcome in new SettingsOutcome[] { new SettingsOutcome.Successful("ok"), new SettingsOutcome.Failed("no"), new SettingsOutcome.TryAgain("later", default) })
        {
            await console.DriveAsync<SettingsUpdateQueue>(nameof(SettingsUpdateQueue.EndAsync), q => q.EndAsync(batch!, [new SettingsVerdict(batch!.Rows[0], outcome)], Token));
        }

        foreach (var (sim, state) in new (string?, SettingsUpdateState?)[] { (null, null), ("pump", SettingsUpdateState.Failed), ("HS00000000000000000000000000000000", null) })
        {
            await console.DriveAsync<SettingsUpdateReader>(nameof(SettingsUpdateReader.ListBeforeAsync), r => r.ListBeforeAsync(sim, state, 7, 50, scope, Token));
            await console.DriveAsync<SettingsUpdateReader>(nameof(SettingsUpdateReader.ListAfterAsync), r => r.ListAfterAsync(sim, state, 7, 50, scope, Token));
        }
    }

    private static async Task LossReportsAsync(CapturedConsole console, FleetScope scope)
    {
        var order = new LossOrder([1, 2], LossKind.Stolen, "K-17", "a pallet", "key");
        console.Connection.Found = 0;
        await console.DriveAsync<LossReportService>(nameof(LossReportService.ReportAsync), async l => Assert.NotNull((await l.ReportAsync(order, Someone, Token)).Value));
        await console.DriveAsync<LossReportService>(nameof(LossReportService.ReportAsync), l => l.ReportAsync(order with { IdempotencyKey = null }, Someone, Token));
        await console.DriveAsync<LossReportService>(nameof(LossReportService.OrderAgainAsync), l => l.OrderAgainAsync("LR00000000000000000000000000000000", Someone, Token));
        await console.DriveAsync<LossReportService>(nameof(LossReportService.KeepAsync), l => l.KeepAsync(Token));
        await console.DriveAsync<LossReportService>(nameof(LossReportService.ReleaseAsync), l => l.ReleaseAsync("LR00000000000000000000000000000000", null, "found", Someone, Token));
        await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.TakeOffNetworkAsync), async s =>
        {
            await using var db = console.OpenDb();
            await db.InTransactionAsync(after => s.TakeOffNetworkAsync(db, [1, 2], new StatusOrder(SimStatus.Inactive, Someone.Actor) { Priority = StatusChangePriority.LossReport }, after, Token), Token);
        });
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.ListBeforeAsync), r => r.ListBeforeAsync(7, 10, scope, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.ListAfterAsync), r => r.ListAfterAsync(7, 10, scope, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.HoldAsync), r => r.HoldAsync(10, scope, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.CountNotOffYetAsync), r => r.CountNotOffYetAsync(scope, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.FindAsync), r => r.FindAsync("LR00000000000000000000000000000000", scope, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.SimsBeforeAsync), r => r.SimsBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.SimsAfterAsync), r => r.SimsAfterAsync(1, 7, 10, Token));
        await console.DriveAsync<LossReportReader>(nameof(LossReportReader.SimsAsync), r => r.SimsAsync(1, 0, 10, Token));
        await console.DriveAsync<EvidenceReader>(nameof(EvidenceReader.FindAsync), r => r.FindAsync("LR00000000000000000000000000000000", Someone with { Scope = scope }, "https://sims.example.com", Token));
    }

    private static async Task PlannedChangesAsync(CapturedConsole console, FleetScope scope)
    {
        const string Plan = "PC00000000000000000000000000000000";
        var inAYear = new DateTime(2027, 1, 1, 8, 0, 0);
        SimSelection[] selections = [new SimSelection.Chosen([1, 2]), new SimSelection.Matching(new SimQuery { Fleets = ["meters"] }, [])];
        foreach (var selection in selections)
        {
            console.Connection.Found = 1;
            (console.Connection.Values["IdempotencyKey"], console.Connection.Values[""]) = (null, 0);
            var order = new PlannedOrder(BulkChangeKind.MoveToFleet, selection, inAYear, "UTC") { Fleet = "trucks" };
            await console.DriveAsync<PlannedChangeService>(nameof(PlannedChangeService.OrderAsync), p => p.OrderAsync(order, Someone, Token));
            await console.DriveAsync<PlannedChangeService>(nameof(PlannedChangeService.OrderAsync), p => p.OrderAsync(order with { IdempotencyKey = "key" }, Someone, Token));
        }

        (string, PlannedChangeState)[] steps =
        [
            (nameof(PlannedChangeService.PauseAsync), PlannedChangeState.Planned), (nameof(PlannedChangeService.ResumeAsync), PlannedChangeState.Paused), (nameof(PlannedChangeService.CancelAsync), PlannedChangeState.Paused),
        ];
        foreach (var (step, state) in steps)
        {
            Planned(state);
            await console.DriveAsync<PlannedChangeService>(step, async p => Assert.Null((await (step switch
            {
                nameof(PlannedChangeService.PauseAsync) => p.PauseAsync(Plan, Someone, Token),
                nameof(PlannedChangeService.ResumeAsync) => p.ResumeAsync(Plan, Someone, Token),
                _ => p.CancelAsync(Plan, Someone, Token),
            })).Refusal));
        }

        foreach (var chosen in new int?[] { null, 2 })
        {
            // As it is begun, as it is ordered, and as nobody is left for whom it could be.
            Planned(PlannedChangeState.Planned);
            console.Connection.Values["Chosen"] = chosen;
            await console.DriveAsync<PlannedChangeRunner>(nameof(PlannedChangeRunner.RunOnceAsync), async r => await Record.ExceptionAsync(() => r.RunOnceAsync(Token)));
            Planned(PlannedChangeState.Planned);
            (console.Connection.Values["Chosen"], console.Connection.Values["CommittedAt"], console.Connection.Values[""]) = (chosen, null, 0);
            await console.DriveAsync<PlannedChangeRunner>(nameof(PlannedChangeRunner.RunOnceAsync), async r => await Record.ExceptionAsync(() => r.RunOnceAsync(Token)));
        }

        Planned(PlannedChangeState.Planned);
        var plan = new PlannedChange { Selection = "x", RequestedBy = "x", At = "2026-01-01T08:00", Zone = "UTC" };
        await console.DriveAsync<PlannedOrdererCheck>(nameof(PlannedOrdererCheck.PauseAsync), c => c.PauseAsync(Token));
        await console.DriveAsync<PlannedOrdererCheck>(nameof(PlannedOrdererCheck.WhyNotAsync), c => c.WhyNotAsync(plan, Token));
        await console.DriveAsync<PlannedChangeRunner>(nameof(PlannedChangeRunner.NextAsync), r => r.NextAsync(Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.ListBeforeAsync), r => r.ListBeforeAsync(7, 10, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.ListAfterAsync), r => r.ListAfterAsync(7, 10, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.NextFirstAsync), r => r.NextFirstAsync(10, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.EndedOccurrencesAsync), r => r.EndedOccurrencesAsync(Now, 10, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.PausedAsync), r => r.PausedAsync(Now, 10, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.FindAsync), r => r.FindAsync(Plan, scope, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.OccurrencesBeforeAsync), r => r.OccurrencesBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<PlannedChangeReader>(nameof(PlannedChangeReader.OccurrencesAfterAsync), r => r.OccurrencesAfterAsync(1, 7, 10, Token));

        void Planned(PlannedChangeState state)
        {
            (console.Connection.Values["State"], console.Connection.Values["Repeats"], console.Connection.Values["Until"]) = ((int)state, (int)PlannedRepeat.Monthly, null);
            (console.Connection.Values["At"], console.Connection.Values["Zone"]) = ("2026-01-01T08:00", "Europe/Berlin");
        }
    }

    private static async Task BulkChangesAsync(CapturedConsole console, FleetScope scope)
    {
        const string Bulk = "BC00000000000000000000000000000000";
        SimSelection[] selections =
        [
            new SimSelection.Chosen([1, 2]),
            new SimSelection.Matching(new SimQuery { Fleets = ["meters"] }, [2]),
            new SimSelection.Listed(new ResolvedSimList([new SimListVerdict(1, "x", SimListVerdictKind.Found, new ListedSim(1, "HS", Card, null, SimStatus.Active, null), null)])),
        ];
        foreach (var selection in selections)
        {
            console.Connection.Found = 0;
            var order = new BulkOrder(BulkChangeKind.Deactivate, selection, IdempotencyKey: "key", RequestDigest: "x");
            await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.PreviewAsync), async b => await Record.ExceptionAsync(() => b.PreviewAsync(order, Someone, null, Token)));
            console.Connection.Found = 1;
            var bulk = new BulkChange { Selection = "x", RequestedBy = "x" };
            var tagging = new BulkChange { Selection = "x", RequestedBy = "x", Kind = BulkChangeKind.AddTag, Tag = "berlin" };
            await console.DriveAsync<BulkChangeFreezer>(nameof(BulkChangeFreezer.FreezeAsync), async f => await Record.ExceptionAsync(() => f.FreezeAsync(tagging, selection, null, Token)));
            await console.DriveAsync<BulkChangeFreezer>(nameof(BulkChangeFreezer.FreezeUndoAsync), async f => await Record.ExceptionAsync(() => f.FreezeUndoAsync(tagging, tagging, null, Token)));
            await console.DriveAsync<BulkChangeFreezer>(nameof(BulkChangeFreezer.FreezeAsync), async f => await Record.ExceptionAsync(() => f.FreezeAsync(bulk, selection, null, Token)));
            await console.DriveAsync<BulkChangeFreezer>(nameof(BulkChangeFreezer.FreezeUndoAsync), async f => await Record.ExceptionAsync(() => f.FreezeUndoAsync(bulk, bulk, null, Token)));
            await console.DriveAsync<SimReader>(nameof(SimReader.SeenAsync), r => r.SeenAsync([1, 2], scope, Token));
            await console.DriveAsync<SimReader>(nameof(SimReader.SeenAfterAsync), r => r.SeenAfterAsync(new SimQuery { Search = "x" }, 7, 10, scope, Token));
        }

        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.CountUnderWayAsync), r => r.CountUnderWayAsync(scope, Token));
        console.Connection.Values["State"] = (int)BulkChangeState.Completed;
        (console.Connection.Values["InFlight"], console.Connection.Values["Selected"], console.Connection.Values["Ordered"]) = (0, 100, 4);
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.PreviewUndoAsync), b => b.PreviewUndoAsync(Bulk, Someone, null, Token));
        console.Connection.Values["UndoesId"] = null;
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.CommitAsync), b => b.CommitAsync(Bulk, Someone, Token));
        var frozen = new BulkChange { Selection = "x", RequestedBy = "x", State = BulkChangeState.Preview };
        console.Connection.Values["UndoesId"] = null;
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.CommitOrDiscardAsync), b => b.CommitOrDiscardAsync(frozen, Someone, Token));
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.PauseAsync), b => b.PauseAsync(Bulk, TestConsole.Someone, Token));
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.ResumeAsync), b => b.ResumeAsync(Bulk, TestConsole.Someone, Token));
        await console.DriveAsync<BulkChangeService>(nameof(BulkChangeService.CancelAsync), b => b.CancelAsync(Bulk, TestConsole.Someone, Token));
        await console.DriveAsync<StatusChangeService>(nameof(StatusChangeService.WithdrawAsync), s => InTransactionAsync(console, db => s.WithdrawAsync(db, 1, new AfterCommit(), Token)));
        await console.DriveAsync<SimService>(nameof(SimService.MoveManyAsync), s => InTransactionAsync(console, db => s.MoveManyAsync(db, [1, 2], SimStatus.Inactive, 1, Someone.Actor, Token)));

        foreach (var kind in new[] { BulkChangeKind.AddTag, BulkChangeKind.RemoveTag, BulkChangeKind.Deactivate, BulkChangeKind.MoveToFleet, BulkChangeKind.Undo })
        {
            console.Connection.Values["Name"] = "berlin";
            console.Connection.Values["Tag"] = kind is BulkChangeKind.AddTag or BulkChangeKind.RemoveTag ? "berlin" : null;
            (console.Connection.Values["Kind"], console.Connection.Values["UndoesId"]) = ((int)kind, kind == BulkChangeKind.Undo ? 1L : null);
            (console.Connection.Values["SeenStatus"], console.Connection.Values["ToStatus"]) = ((int)SimStatus.Inactive, (int)SimStatus.Inactive);
            await console.DriveAsync<BulkChangeScheduler>(nameof(BulkChangeScheduler.OrderNextAsync), b => b.OrderNextAsync(1, Token));
        }

        await console.DriveAsync<BulkChangeScheduler>(nameof(BulkChangeScheduler.RunOnceAsync), b => b.RunOnceAsync(Token));
        await console.DriveAsync<BulkChangeScheduler>(nameof(BulkChangeScheduler.DiscardOldPreviewsAsync), b => b.DiscardOldPreviewsAsync(Token));
        await console.DriveAsync<BulkChangeScheduler>(nameof(BulkChangeScheduler.DiscardAsync), b => b.DiscardAsync(1, Token));
        await console.DriveAsync<BulkChangeScheduler>(nameof(BulkChangeScheduler.DiscardAbandonedAsync), b => b.DiscardAbandonedAsync(Token));

        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.ListBeforeAsync), r => r.ListBeforeAsync(7, 10, scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.ListAfterAsync), r => r.ListAfterAsync(7, 10, scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.UnderWayAsync), r => r.UnderWayAsync(scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.EndedAsync), r => r.EndedAsync(Now, 10, scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.FindAsync), r => r.FindAsync(Bulk, scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.SimIdsAsync), r => r.SimIdsAsync(Bulk, 10, scope, Token));
        await console.DriveAsync<SimListResolver>(nameof(SimListResolver.ResolveAsync), r => r.ResolveAsync([1, 2], scope, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.LinesBeforeAsync), r => r.LinesBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.LinesAfterAsync), r => r.LinesAfterAsync(1, 0, 10, Token));
        foreach (var state in new[] { BulkChangeState.Running, BulkChangeState.Cancelled })
        {
            var bulk = new BulkChange { Selection = "x", RequestedBy = "x", State = state };
            foreach (var result in Enum.GetValues<BulkChangeResult>().Select(r => (BulkChangeResult?)r).Append(null))
            {
                await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.SimsAfterAsync), r => r.SimsAfterAsync(bulk, result, 7, 10, Token));
                await console.DriveAsync<BulkChangeReader>(nameof(BulkChangeReader.SimsBeforeAsync), r => r.SimsBeforeAsync(bulk, result, 7, 10, Token));
            }
        }
    }

    private static async Task InTransactionAsync(CapturedConsole console, Func<SimConsoleDb, Task> work)
    {
        await using var db = console.OpenDb();
        await db.InTransactionAsync(() => work(db), Token);
    }

    private static async Task ESimProfilesAsync(CapturedConsole console, FleetScope scope)
    {
        const string sid = "HP00000000000000000000000000000000";
        var callback = CallbackRequest.Of("https://example.com/", CallMethod.Post).Value;
        await console.DriveAsync<ESimProfileService>(nameof(ESimProfileService.OrderAsync), s => s.OrderAsync(new ESimProfileOrder(null, true, callback), Someone, Token));
        foreach (var filter in new ESimProfileFilter[] { new(), new(Eid: Card), new(SimSid: sid), new(Status: ESimProfileStatus.Available) })
        {
            await console.DriveAsync<ESimProfileReader>(nameof(ESimProfileReader.ListBeforeAsync), r => r.ListBeforeAsync(filter, 7, 10, scope, Token));
            await console.DriveAsync<ESimProfileReader>(nameof(ESimProfileReader.ListAfterAsync), r => r.ListAfterAsync(filter, 7, 10, scope, Token));
        }

        await console.DriveAsync<ESimProfileReader>(nameof(ESimProfileReader.FindAsync), r => r.FindAsync(sid, scope, Token));
        await console.DriveAsync<ESimProfileQueue>(nameof(ESimProfileQueue.NextDueAsync), q => q.NextDueAsync(Token));
        Claimed<ClaimedESimProfile>? claimed = null;
        console.Connection.Values["SubjectSid"] = sid;
        console.Connection.Values["Sid"] = sid;
        console.Connection.Values["Attempts"] = 1;
        await console.DriveAsync<ESimProfileQueue>(nameof(ESimProfileQueue.ClaimAsync), async q => claimed = await q.ClaimAsync(Token));
        var taken = claimed!.Rows[0] with { Sid = sid };
        foreach (var write in new Func<ESimProfileRecorder, Task>[]
        {
            r => r.ReservedAsync(taken, new ESimAnswer.Reserved(Card, null, "smdp.example", "X"), Token),
            r => r.FailedAsync(taken, "x", Token),
            r => r.TryAgainAsync(taken, "x", default, Token),
            r => r.ProgressAsync(Card, ESimProfileStatus.Downloaded, null, Token),
        })
        {
            (console.Connection.Values["SubjectSid"], console.Connection.Values["Sid"]) = (sid, sid);
            await console.DriveAsync<ESimProfileRecorder>(nameof(ESimProfileRecorder.ProgressAsync), write);
        }

        var iccid = new SimulatedESimProfile { Id = 1, Reference = sid }.Iccid;
        await console.DriveAsync<SimulatedSmdp>(nameof(SimulatedSmdp.ReserveAsync), s => s.ReserveAsync([new ESimOrder(sid, null, true, 1)], Token));
        await console.DriveAsync<SimulatedSmdp>(nameof(SimulatedSmdp.DownloadAsync), s => s.DownloadAsync(null, "X", Token));
        await console.DriveAsync<SimulatedSmdp>(nameof(SimulatedSmdp.DownloadAsync), s => s.DownloadAsync(Card, null, Token));
        await console.DriveAsync<SimulatedSmdp>(nameof(SimulatedSmdp.InstallAsync), s => s.InstallAsync(iccid, Token));
        await console.DriveAsync<SimulatedSmdp>(nameof(SimulatedSmdp.FailAsync), s => s.FailAsync(iccid, "x", Token));
    }

    private static async Task CallbacksAsync(CapturedConsole console, FleetScope scope)
    {
        const string sid = "CB00000000000000000000000000000000";
        (console.Connection.Values["Status"], console.Connection.Values["UniqueName"]) = ((int)SimStatus.Active, "pump");
        var callback = CallbackRequest.Of("https://example.com/", CallMethod.Post).Value;
        await console.DriveAsync<SimService>(nameof(SimService.UpdateAsync), s => s.UpdateAsync("pump", new SimUpdate { Status = SimStatus.Inactive, Callback = callback }, Someone, Token));
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.DueHostsAsync), q => q.DueHostsAsync(Token));
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.NextDueAsync), q => q.NextDueAsync(Token));
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.RecallAsync), q => q.RecallAsync(Token));
        console.Services.GetRequiredService<Heartbeat>().Begin();
        IReadOnlyList<ClaimedCallback> claimed = [];
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.ClaimAsync), async q => claimed = await q.ClaimAsync("example.com", 4, Token));
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.ReleaseAsync), q => InTransactionAsync(console, db => q.ReleaseAsync(db, Token)));
        await console.DriveAsync<CallbackQueue>(nameof(CallbackQueue.ClaimAsync), q =>
        {
            q.Abandon(claimed[0]);
            return q.ClaimAsync("example.com", 4, Token);
        });
        foreach (var (attempts, status) in new[] { (0, 200), (0, 500), (7, 500) })
        {
            var delivery = new Delivery { CallbackId = 1, Number = 1, SentUrl = "x", SentBody = "", Signature = "x", WebhookSignature = "x", StatusCode = status };
            await console.DriveAsync<CallbackRecorder>(nameof(CallbackRecorder.Add), r => r.Add(claimed[0] with { Attempts = attempts }, delivery));
            await console.DriveAsync<CallbackRecorder>(nameof(CallbackRecorder.IdleAsync), r =>
            {
                _ = r.Add(claimed[0] with { Attempts = attempts }, delivery);
                return r.IdleAsync();
            });
        }

        foreach (var filter in new CallbackFilter[] { new(), new() { Sim = "pump" }, new() { Url = "example" }, new() { State = CallbackState.GivenUp } })
        {
            await console.DriveAsync<CallbackReader>(nameof(CallbackReader.ListBeforeAsync), r => r.ListBeforeAsync(filter, 7, 10, scope, Token));
            await console.DriveAsync<CallbackReader>(nameof(CallbackReader.ListAfterAsync), r => r.ListAfterAsync(filter, 7, 10, scope, Token));
        }

        await console.DriveAsync<CallbackReader>(nameof(CallbackReader.FindAsync), r => r.FindAsync(sid, scope, Token));
        await console.DriveAsync<CallbackReader>(nameof(CallbackReader.DeliveriesBeforeAsync), r => r.DeliveriesBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<CallbackReader>(nameof(CallbackReader.DeliveriesAfterAsync), r => r.DeliveriesAfterAsync(1, 7, 10, Token));
        await console.DriveAsync<CallbackService>(nameof(CallbackService.ResendAsync), s => s.ResendAsync(sid, null, TestConsole.Someone, Token));
        var fields = CallbackFields.Of((CallbackFields.StatusName, "sent"));
        console.Connection.Values["SubjectSid"] = sid;
        await InTransactionAsync(console, async db =>
        {
            CallbackOutbox.AddFirst(db, CallbackSubject.SmsCommand, sid, null, callback!, fields, Now);
            await db.SaveChangesAsync(Token);
            Assert.True(await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { [sid] = fields }, Now, Token));
            await db.SaveChangesAsync(Token);
        });
        console.Connection.Values.Clear();
    }

    private static async Task CommandsAsync(CapturedConsole console, FleetScope scope)
    {
        const string sid = "HC00000000000000000000000000000000";
        CommandFilter[] filters =
        [
            new(), new() { Kind = CommandKind.Sms, Sim = "pump" }, new() { Kind = CommandKind.Ip, SimIccid = Card }, new() { Kind = CommandKind.Ip, Status = CommandStatus.Sent },
            new() { Kind = CommandKind.Sms, Direction = CommandDirection.FromSim },
        ];
        foreach (var filter in filters)
        {
            await console.DriveAsync<CommandReader>(nameof(CommandReader.ListBeforeAsync), r => r.ListBeforeAsync(filter, null, 10, scope, Token));
            await console.DriveAsync<CommandReader>(nameof(CommandReader.ListBeforeAsync), r => r.ListBeforeAsync(filter, 7, 10, scope, Token));
            await console.DriveAsync<CommandReader>(nameof(CommandReader.ListAfterAsync), r => r.ListAfterAsync(filter, 7, 10, scope, Token));
        }

        await console.DriveAsync<CommandReader>(nameof(CommandReader.FindAsync), r => r.FindAsync(CommandKind.Sms, sid, scope, Token));
        console.Connection.Values["Status"] = (int)SimStatus.Active;
        await console.DriveAsync<CommandService>(nameof(CommandService.SendAsync), s => s.SendAsync(new CommandOrder(CommandKind.Sms, "pump", "wake up"), Someone, Token));
        await console.DriveAsync<CommandQueue>(nameof(CommandQueue.NextDueAsync), q => q.NextDueAsync(Token));
        Claimed<ClaimedCommand>? claimed = null;
        console.Connection.Values["CallbackUrl"] = "https://example.com/";
        console.Connection.Values["Status"] = (int)CommandStatus.Queued;
        console.Connection.Values["Kind"] = (int)CommandKind.Sms;
        await console.DriveAsync<CommandQueue>(nameof(CommandQueue.ClaimAsync), async q => claimed = await q.ClaimAsync(Token));
        console.Connection.Values[""] = true;
        await console.DriveAsync<CommandQueue>(nameof(CommandQueue.RecallAsync), q => q.RecallAsync(Token));
        var (queued, sent) = (claimed!.Rows[0], claimed.Rows[0] with { Status = CommandStatus.Sent });
        await console.DriveAsync<CommandRecorder>(nameof(CommandRecorder.WriteAsync), r => r.WriteAsync(claimed.Token, [new CommandVerdict(queued, CommandStatus.Sent, null, default(NextAttempt))], Token));
        console.Connection.Values["SubjectSid"] = sent.Sid;
        await console.DriveAsync<CommandRecorder>(nameof(CommandRecorder.WriteAsync), r => r.WriteAsync(claimed.Token, [new CommandVerdict(sent, CommandStatus.Delivered, null, null)], Token));
        console.Connection.Changed = 0;
        console.Connection.Found = 0;
        await console.DriveAsync<CommandRecorder>(nameof(CommandRecorder.WriteAsync), r => r.WriteAsync(claimed.Token, [new CommandVerdict(sent, CommandStatus.Failed, "x", null)], Token));
        await console.DriveAsync<CommandInbox>(nameof(CommandInbox.ReceiveAsync), i => i.ReceiveAsync(Card, new DeviceMessage(CommandKind.Sms, "help"), Token));
        await console.DriveAsync<CommandInbox>(nameof(CommandInbox.ReceiveAsync), i => i.ReceiveAsync(Card, new DeviceMessage(CommandKind.Ip, "MjE=", 1), Token));
        await console.DriveAsync<SimulatedDevice>(nameof(SimulatedDevice.CarryAsync), d => d.CarryAsync([new CarriedCommand(sid, CommandKind.Sms, Card, "x", PayloadType.Text, null, null, false, 1)], Token));
        console.Connection.Values[nameof(SimulatedNetworkList.Networks)] = "1 2";
        await console.DriveAsync<SimulatedDevice>(nameof(SimulatedDevice.SendAsync), d => d.SendAsync(Card, new DeviceMessage(CommandKind.Sms, "help"), Token));
    }

    private static async Task AuditAsync(CapturedConsole console)
    {
        console.Connection.Found = 0;
        await console.DriveAsync<ReceiverSecretService>(nameof(ReceiverSecretService.AddAsync), s => s.AddAsync("https://example.com/hooks", Someone, Token));
        await console.DriveAsync<ReceiverSecretService>(nameof(ReceiverSecretService.EndAsync), s => s.EndAsync(1, Someone, Token));
        await console.DriveAsync<ReceiverSecretService>(nameof(ReceiverSecretService.ListAsync), s => s.ListAsync(Someone, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<ReceiverSecretService>(nameof(ReceiverSecretService.FindAsync), s => s.FindAsync("https://example.com/hooks", Token));
        var all = new AuditFilter { Actor = "ann", Kind = AuditKinds.SimUpdated, Subject = "HS1", Since = Now, Until = Now };
        await console.DriveAsync<AuditReader>(nameof(AuditReader.ListBeforeAsync), r => r.ListBeforeAsync(all, 5, 10, Token));
        await console.DriveAsync<AuditReader>(nameof(AuditReader.ListAfterAsync), r => r.ListAfterAsync(new AuditFilter(), 5, 10, Token));
        await console.DriveAsync<AuditTrail>(nameof(AuditTrail.RecordAsync), t => t.RecordAsync(Someone, AuditKinds.ListExported, "sims.csv"));
        await console.DriveAsync<AuditReader>(nameof(AuditReader.ListFromAsync), r => r.ListFromAsync(5, 10, Token));
        await console.DriveAsync<AuditStream>(nameof(AuditStream.WriteAsync), new AuditStream(console.Services.GetRequiredService<AuditReader>(), new AuditStreamOptions(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())), TimeProvider.System, NullLogger<AuditStream>.Instance), s => s.WriteAsync(Token));
        await console.DriveAsync<AuditArchive>(nameof(AuditArchive.WriteAsync), a => a.WriteAsync(TimeSpan.FromDays(1), Someone, Token));
        await console.DriveAsync<AuditVerifier>(nameof(AuditVerifier.VerifyAsync), v => v.VerifyAsync(Token));
    }

    private static async Task AccountsAsync(CapturedConsole console)
    {
        await AuditAsync(console);
        await console.DriveAsync<Heartbeat>(nameof(Heartbeat.LookAsync), async h =>
        {
            for (var looks = 0; looks <= Heartbeat.SilentRounds; looks++)
            {
                await h.LookAsync(Token);
            }
        });
        await console.DriveAsync<Heartbeat>(nameof(Heartbeat.BeatAsync), h => h.BeatAsync(Token));
        await console.DriveAsync<Heartbeat>(nameof(Heartbeat.RoundAsync), h => h.RoundAsync(Token));
        await console.DriveAsync<Heartbeat>(nameof(Heartbeat.StopAsync), h => h.StopAsync(Token));
        console.Connection.Found = 0;
        await console.DriveAsync<AccountService>(nameof(AccountService.EnsureAsync), a => a.EnsureAsync(Token));
        console.Connection.Found = 1;
        await console.DriveAsync<AccountService>(nameof(AccountService.EnsureAsync), a => Assert.ThrowsAnyAsync<Exception>(() => a.EnsureAsync(Token)));

        // The token that is read cannot be: by then it is written.
        foreach (var (name, act) in new (string, Func<AccountService, Task>)[]
        {
            (nameof(AccountService.FindTokensAsync), a => a.FindTokensAsync(Token)),
            (nameof(AccountService.OwnsAsync), a => a.OwnsAsync("AC1", "x", Token)),
            (nameof(AccountService.AddSecondaryAsync), a => a.AddSecondaryAsync(Someone, Token)),
            (nameof(AccountService.PromoteSecondaryAsync), a => a.PromoteSecondaryAsync(Someone, Token)),
            (nameof(AccountService.EndSecondaryAsync), a => a.EndSecondaryAsync(Someone, Token)),
            (nameof(AccountService.SwitchTokensAsync), a => a.SwitchTokensAsync(false, Someone, Token)),
            (nameof(AccountService.FindWebhookSecretsAsync), a => a.FindWebhookSecretsAsync(Token)),
            (nameof(AccountService.FindWebhookSecretAsync), a => a.FindWebhookSecretAsync(Token)),
            (nameof(AccountService.AddWebhookSecretAsync), a => a.AddWebhookSecretAsync(Someone, Token)),
            (nameof(AccountService.ActivateWebhookSecretAsync), a => a.ActivateWebhookSecretAsync(Someone, Token)),
        })
        {
            ((FakeTimeProvider)console.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(1));
            console.Connection.Values["ProtectedSecondaryToken"] = console.Connection.Values["ProtectedPendingWebhookSecret"] = "x";
            await console.DriveAsync<AccountService>(name, a => Assert.ThrowsAnyAsync<Exception>(() => act(a)));
        }

        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.ListAsync), k => k.ListAsync(Someone, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.CreateAsync), k => k.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), Someone, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.RevokeAsync), k => k.RevokeAsync("SK00000000000000000000000000000000", Someone, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.SignInAsync), k => k.SignInAsync("SK00000000000000000000000000000000", "x", null, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.FindOfTokenAsync), k => k.FindOfTokenAsync(new TokenGrant("SK00000000000000000000000000000000", Permissions.SimsRead, DateTimeOffset.MaxValue, []), null, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.FindSecretsAsync), k => k.FindSecretsAsync(Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.RenewAsync), k => k.RenewAsync("SK00000000000000000000000000000000", Someone, Token));
        await console.DriveAsync<ApiKeyService>(nameof(ApiKeyService.EndFormerAsync), k => k.EndFormerAsync("SK00000000000000000000000000000000", Someone, Token));
        await console.DriveAsync<Standing>(nameof(Standing.EndOfAsync), s => s.EndOfAsync(new Credential("SK00000000000000000000000000000000", 0, null), Token));
        Orderer[] orderers = [new("mara", OrderSource.Console, FleetScope.All), new("SK00000000000000000000000000000000", OrderSource.Api, FleetScope.All)];
        await console.DriveAsync<OrdererStanding>(nameof(OrdererStanding.LostAsync), s => s.LostAsync(orderers, Permissions.SimsBulk, Token));
        await console.DriveAsync<Standing>(nameof(Standing.EndsOfAsync), s => s.EndsOfAsync([new Credential(null, 1, "a token")], Token));
        console.Connection.Values["TokenHash"] = Credential.HashOf("a token");
        console.Connection.Values["EndedAt"] = console.Connection.Values["Ended"] = null;
        await console.DriveAsync<Standing>(nameof(Standing.EndOfActingAsync), s => s.EndOfActingAsync(new Credential(null, 1, "a token"), Token));
        await console.DriveAsync<Standing>(nameof(Standing.SessionOfAsync), s => s.SessionOfAsync(new Credential(null, 1, "a token"), Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.ConfirmedAsync), s => s.ConfirmedAsync(1, Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.BeginAsync), s => s.BeginAsync(1, "192.0.2.7", "a browser", null, Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.EndAtProviderAsync), s => s.EndAtProviderAsync("https://login.example.com/", "a subject", "a session", "192.0.2.7", Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.EndAtProviderAsync), s => s.EndAtProviderAsync("https://login.example.com/", null, "a session", "192.0.2.7", Token));
        console.Connection.Values["IdToken"] = null;
        await console.DriveAsync<SessionService>(nameof(SessionService.IdTokenOfAsync), s => s.IdTokenOfAsync(1, Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.ListAsync), s => s.ListAsync(Someone, Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.EndAsync), s => s.EndAsync(1, Someone, Token));
        await console.DriveAsync<SessionService>(nameof(SessionService.EndOwnAsync), s => s.EndOwnAsync(Someone, Token));
        await console.DriveAsync<SessionService>(
            nameof(SessionService.EndAllAsync), s => InTransactionAsync(console, db => s.EndAllAsync(db, 1, SessionEnd.Suspended, Someone.Actor, new AfterCommit(), Token)));
        await console.DriveAsync<SessionService>(
            nameof(SessionService.EndOthersAsync), s => InTransactionAsync(console, db => s.EndOthersAsync(db, 1, 2, SessionEnd.FactorsChanged, Someone.Actor, new AfterCommit(), Token)));
        await console.DriveAsync<ApiKeyService>(
            nameof(ApiKeyService.LeaveBehindAsync), k => InTransactionAsync(console, db => k.LeaveBehindAsync(db, 1, 2, new AfterCommit(), Token)));
        await console.DriveAsync<IKeyManager>(nameof(IKeyManager.GetAllKeys), k => Assert.ThrowsAnyAsync<Exception>(() => Task.Run(k.GetAllKeys, Token)));

        console.Connection.Found = 0;
        await console.DriveAsync<UserManager<Person>>("first administrator", _ => console.Services.EnsureFirstAdministratorAsync(false, Token));
        foreach (var present in new[] { "wrong", "the present password" })
        {
            console.Connection.Values["PasswordHash"] = new PasswordHasher<Person>().HashPassword(new Person(), "the present password");
            await console.DriveAsync<PeopleService>(nameof(PeopleService.ChangePasswordAsync), p => p.ChangePasswordAsync(Someone, present, "another password of the tests", Token));
        }

        console.Connection.Values["PasswordHash"] = new PasswordHasher<Person>().HashPassword(new Person(), "the present password");
        await console.DriveAsync<PeopleService>(nameof(PeopleService.ConfirmAsync), p => p.ConfirmAsync(Someone, "the present password", Token));
        await console.DriveAsync<PersonClockService>(nameof(PersonClockService.FindAsync), c => c.FindAsync(Someone, Token));
        await console.DriveAsync<PersonClockService>(nameof(PersonClockService.ChangeAsync), c => c.ChangeAsync(new PersonClock("Asia/Tokyo", TimeFormat.DayFirst), Someone, Token));
        await console.DriveAsync<NoticeService>(nameof(NoticeService.FindAsync), n => n.FindAsync(Someone, Token));
        console.Connection.Values["NoticesReadAt"] = Now.UtcDateTime;
        await console.DriveAsync<NoticeService>(nameof(NoticeService.MarkReadAsync), n => n.MarkReadAsync(Now.AddDays(1), Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.ListAsync), p => p.ListAsync(Someone, Token));
        console.Connection.Values["ProviderDisplayName"] = null;
        await console.DriveAsync<PeopleService>(nameof(PeopleService.ChangeRoleAsync), p => p.ChangeRoleAsync(1, Role.Auditor, Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.LimitAsync), p => p.LimitAsync(1, FleetScope.Of([1]), FleetScope.All, Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.SuspendAsync), p => p.SuspendAsync(1, Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.ResumeAsync), p => p.ResumeAsync(1, Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.RemoveAsync), p => p.RemoveAsync(1, true, Someone, Token));
        await console.DriveAsync<PeopleService>(nameof(PeopleService.ResetAsync), p => p.ResetAsync("admin", Someone, Token));
        await console.DriveAsync<InvitationService>(nameof(InvitationService.ListAsync), i => i.ListAsync(Someone, Token));
        await console.DriveAsync<InvitationService>(nameof(InvitationService.WithdrawAsync), i => i.WithdrawAsync(1, Someone, Token));
        await console.DriveAsync<InvitationService>(nameof(InvitationService.FindAsync), i => i.FindAsync("a token", Token));
        console.Connection.Found = 0;
        await console.DriveAsync<InvitationService>(nameof(InvitationService.InviteAsync), i => i.InviteAsync("ben", Role.Viewer, FleetScope.All, Someone, Token));
        await console.DriveAsync<InvitationService>(nameof(InvitationService.AcceptAsync), i => i.AcceptAsync("a token", "another password of the tests", Token));
    }

    private static async Task OpenIdAsync(CapturedConsole console)
    {
        var identity = new OpenIdIdentity("https://login.example.com/", "a subject", "ann", ["admins"], "a session", Now, "a token");
        foreach (var (found, denied) in new[] { (1, (DateTime?)null), (1, Now.UtcDateTime), (0, null) })
        {
            (console.Connection.Found, console.Connection.Values["DeniedAt"], console.Connection.Values["SuspendedAt"], console.Connection.Values["Role"]) = (found, denied, null, (int)Role.Viewer);
            await console.DriveAsync<OpenIdService>(nameof(OpenIdService.SignInAsync), o => o.SignInAsync(identity, "192.0.2.7", Token));
            await console.DriveAsync<OpenIdService>(nameof(OpenIdService.ConfirmAsync), o => o.ConfirmAsync(identity, 1, Now, Token));
        }
    }

    private static async Task SecondFactorsAsync(CapturedConsole console)
    {
        var key = new string('A', 32);
        (console.Connection.Found, console.Connection.Changed) = (1, 1);
        console.Connection.Values["PasswordIsTemporary"] = false;
        const string data = """{"Name":"a device","CreatedAt":"2026-03-01T12:00:00","PublicKey":"","AttestationObject":"","ClientDataJson":"","SignCount":0,"Transports":null,"IsUserVerified":true,"IsBackupEligible":false,"IsBackedUp":false}""";
        console.Connection.Values["Data"] = data;
        var keys = console.Services.GetRequiredService<AuthenticatorKeys>();
        console.Connection.Values["Secret"] = keys.Protect(key);
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.FindAsync), f => f.FindAsync(Someone, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.OfferAppAsync), f => f.OfferAppAsync(Someone, 1, "localhost", Token));
        var (time, offer) = (console.Services.GetRequiredService<TimeProvider>(), keys.Offer(key, 1));
        string Code() => Totp.CodeOf(key, Totp.StepAt(time.Now()));
        console.Connection.Values["PasswordIsTemporary"] = false;
        console.Connection.Values["ProviderDisplayName"] = null;
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.AddAppAsync), f => f.AddAppAsync(Someone, 1, offer, Code(), Token));
        console.Connection.Values["PasswordIsTemporary"] = false;
        var passkey = new UserPasskeyInfo([1, 2], [3], Now, 0, null, true, false, false, [4], [5]);
        console.Connection.Values["ProviderDisplayName"] = null;
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.AddPasskeyAsync), f => f.AddPasskeyAsync(Someone, 1, passkey, "a device", Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.ConfirmAsync), f => f.ConfirmAsync(Someone, Code(), Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.ConfirmAsync), f => f.ConfirmAsync(Someone, RecoveryCodes.New()[0], Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.HasFactorAsync), f => f.HasFactorAsync(1, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.KindsAsync), f => f.KindsAsync(1, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.IsOfProviderAsync), f => f.IsOfProviderAsync(1, Token));
        console.Connection.Values["Data"] = data;
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.PasskeyUsedAsync), f => f.PasskeyUsedAsync(passkey, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.RenewRecoveryCodesAsync), f => f.RenewRecoveryCodesAsync(Someone, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.RemoveAppAsync), f => f.RemoveAppAsync(Someone, 1, Token));
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.RemovePasskeyAsync), f => f.RemovePasskeyAsync(Someone, 1, "AQI", Token));
        console.Connection.Values["ProviderDisplayName"] = null;
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.TakeAwayAsync), f => f.TakeAwayAsync(1, Someone, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<SecondFactorService>(nameof(SecondFactorService.AddAppAsync), f => f.AddAppAsync(Someone, 1, offer, Code(), Token));
    }

    private static async Task UsageAsync(CapturedConsole console, FleetScope scope)
    {
        console.Connection.Values["Networks"] = "1";
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.ReportAsync), n => n.ReportAsync(Now.AddHours(-1), Now, 500, Token));
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.BarDataAsync), n => n.BarDataAsync([Card], true, Token));
        console.Connection.Values["Networks"] = "1";
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.ConnectDataAsync), n => n.ConnectDataAsync(Card, Token));
        await console.DriveAsync<SessionReader>(nameof(SessionReader.CurrentAsync), r => r.CurrentAsync(1, Token));
        await console.DriveAsync<SessionReader>(nameof(SessionReader.LatestAsync), r => r.LatestAsync(1, Token));
        await console.DriveAsync<SimUsageReader>(nameof(SimUsageReader.OfAsync), r => r.OfAsync([1, 2], true, true, scope, Token));

        UsageClaim? claim = null;
        await console.DriveAsync<UsageService>(nameof(UsageService.ClaimAsync), async u => claim = await u.ClaimAsync(Token));
        await console.DriveAsync<UsageService>(nameof(UsageService.ReleaseAsync), u => u.ReleaseAsync(claim!, Token));
        (console.Connection.Values["Iccid"], console.Connection.Values["Status"], console.Connection.Values["ToStatus"]) = (Card, (int)SimStatus.Ready, (int)SimStatus.Ready);
        (console.Connection.Values["EndedAt"], console.Connection.Values["EndsAt"]) = (Now.UtcDateTime.AddDays(-1), Now.UtcDateTime.AddDays(9));
        var report = new UsageReport([new ReportedSession(Card, 1, Now, Now, 1, 2, "10.0.0.1")], Now);
        await console.DriveAsync<UsageService>(nameof(UsageService.RecordAsync), u => u.RecordAsync(claim!, report, Token));
        await console.DriveAsync<DataLimitService>(nameof(DataLimitService.ReviewAsync), l => l.ReviewAsync(Token));
        await console.DriveAsync<DataLimitService>(nameof(DataLimitService.TellAsync), l => l.TellAsync(Token));
        await console.DriveAsync<DataLimitService>(nameof(DataLimitService.CountAsync), l => l.CountAsync(1, 10, scope, Token));
        await console.DriveAsync<DataLimitService>(nameof(DataLimitService.FindAsync), l => l.FindAsync(1, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<BillingPeriodService>(nameof(BillingPeriodService.CurrentAsync), p => p.CurrentAsync(1, Token));
        await console.DriveAsync<BillingPeriodService>(nameof(BillingPeriodService.CurrentAsync), p => p.CurrentAsync(1, Token));
        await console.DriveAsync<BillingPeriodService>(nameof(BillingPeriodService.ListBeforeAsync), p => p.ListBeforeAsync(1, 7, 10, Token));
        await console.DriveAsync<BillingPeriodService>(nameof(BillingPeriodService.ListAfterAsync), p => p.ListAfterAsync(1, 7, 10, Token));

        var (from, to) = (new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 9, 0, 0, 0, TimeSpan.Zero));
        foreach (var group in Enum.GetValues<UsageGroup>())
        {
            foreach (var granularity in Enum.GetValues<UsageGranularity>())
            {
                foreach (var query in new[] { new UsageQuery(group, granularity, from.AddHours(granularity == UsageGranularity.All ? 2 : 0), to), new UsageQuery(group, granularity, from, to, 1, 1, null, "DE") })
                {
                    await console.DriveAsync<UsageReader>(nameof(UsageReader.ListBeforeAsync), r => r.ListBeforeAsync(query, 7, 10, scope, Token));
                    await console.DriveAsync<UsageReader>(nameof(UsageReader.ListAfterAsync), r => r.ListAfterAsync(query, 7, 10, scope, Token));
                }

                var times = new UsageTimes(from, to, null);
                if (group is UsageGroup.Sim or UsageGroup.Fleet)
                {
                    await console.DriveAsync<UsageResources>(
                        nameof(UsageResources.OfAsync), r => r.OfAsync(new UsageQuery(group, granularity, from, to), times, [new UsageTotal(1, 1, 1, 1, 1)], Token));
                }
            }
        }
    }

    private static async Task NetworkAsync(CapturedConsole console)
    {
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.ApplyAsync), n => n.ApplyAsync(
            new AuthorityBatch(Now, [new AuthorityOrder(Card, null, SimStatus.Active, 1), new AuthorityOrder(Card, "001010000000001", SimStatus.Inactive, 1)]), Token));
        console.Connection.Found = 0;
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.ApplyAsync), n => n.ApplyAsync(
            new AuthorityBatch(Now, [new AuthorityOrder(Card, null, SimStatus.Active, 1)]), Token));
        console.Connection.Values[nameof(SimulatedNetworkList.Networks)] = "1 2";
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.AttachAsync), n => n.AttachAsync(Card, Token));
        foreach (var changed in new[] { 1, 0 })
        {
            (console.Connection.Found, console.Connection.Changed) = (changed, changed);
            await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.AllowNetworksAsync), n => n.AllowNetworksAsync(
                new NetworksBatch(Now, [new NetworksOrder(Card, null, new HashSet<int> { 1, 2 }, 1), new NetworksOrder(Card, null, null, 1)]), Token));
        }
    }

    private static async Task ReconciliationAsync(CapturedConsole console, FleetScope scope)
    {
        await console.DriveAsync<SimulatedNetwork>(nameof(SimulatedNetwork.ReadAsync), n => n.ReadAsync([new AuthorityCard(Card, null, null)], Token));
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.LatestAsync), q => q.LatestAsync(null, null, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.RequestAsync), q => q.RequestAsync(TestConsole.Someone, null, null, Token));
        console.Connection.Values[""] = false;
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.RequestAsync), q => q.RequestAsync(TestConsole.Someone, null, null, Token));
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.RequestWhenDueAsync), q => q.RequestWhenDueAsync(Token));
        ReconcileRun? run = null;
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.ClaimAsync), async q => run = await q.ClaimAsync(ComparisonScope.All, Token));
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.NoteAsync), q => q.NoteAsync(run!, Token));
        await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.EndAsync), q => q.EndAsync(run!, "The network is down.", Token));

        await using (var db = console.OpenDb())
        {
            await console.DriveAsync<ReconcileQueue>(nameof(ReconcileQueue.ReleaseAsync), q => q.ReleaseAsync(db, Token));
        }

        // Once with a SIM that is let in and may not be, once with one that is refused and may connect.
        foreach (var (status, mayAttach) in new[] { (SimStatus.Inactive, true), (SimStatus.Active, false) })
        {
            (console.Connection.Values["Status"], console.Connection.Values["MayAttach"]) = ((int)status, mayAttach);
            await console.DriveAsync<Reconciler>(nameof(Reconciler.CompareAsync), r => r.CompareAsync(new ReconcileRun { RequestedBy = "someone" }, Token));
            await console.DriveAsync<Reconciler>(nameof(Reconciler.CompareFailedAsync), r => r.CompareFailedAsync(Now, Now, Token));
        }

        await console.DriveAsync<Reconciler>(nameof(Reconciler.CompareAsync), r => r.CompareAsync(new ReconcileRun { RequestedBy = "someone", FleetId = 1 }, Token));
        await console.DriveAsync<Reconciler>(nameof(Reconciler.CompareAsync), r => r.CompareAsync(new ReconcileRun { RequestedBy = "someone", SimId = 1 }, Token));
        await console.DriveAsync<Reconciler>(nameof(Reconciler.FindUnknownAsync), r => r.FindUnknownAsync(Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.CountAsync), r => r.CountAsync(scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.CountWaitingAsync), r => r.CountWaitingAsync(scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.ListAsync), r => r.ListAsync(10, scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.ListBeforeAsync), r => r.ListBeforeAsync(true, 5, 10, scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.ListBeforeAsync), r => r.ListBeforeAsync(null, null, 10, scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.ListAfterAsync), r => r.ListAfterAsync(false, 5, 10, scope, Token));
        await console.DriveAsync<DriftReader>(nameof(DriftReader.FindOpenAsync), r => r.FindOpenAsync(1, Token));
        await console.DriveAsync<ComparisonReader>(nameof(ComparisonReader.FindAsync), r => r.FindAsync(new string('x', 34), scope, Token));
        await console.DriveAsync<ComparisonReader>(nameof(ComparisonReader.ListBeforeAsync), r => r.ListBeforeAsync(5, 10, scope, Token));
        await console.DriveAsync<ComparisonReader>(nameof(ComparisonReader.ListAfterAsync), r => r.ListAfterAsync(5, 10, scope, Token));
        console.Connection.Values["Status"] = (int)SimStatus.Active;
        await console.DriveAsync<DriftService>(nameof(DriftService.SwitchOnAsync), d => d.SwitchOnAsync(1, Someone, Token));
        console.Connection.Values["HeldByReportId"] = null;
        await console.DriveAsync<DriftService>(nameof(DriftService.SwitchOnAsync), d => d.SwitchOnAsync(1, Someone, Token));
        await console.DriveAsync<DriftService>(nameof(DriftService.CompareAsync), d => d.CompareAsync(null, null, Someone, Token));
        console.Connection.Found = 0;
        await console.DriveAsync<DriftService>(nameof(DriftService.CompareAsync), d => d.CompareAsync(null, null, Someone, Token));

        await console.DriveAsync<StatusChangeQueue>(nameof(StatusChangeQueue.HurryAsync), q => q.HurryAsync(Card, Token));
        console.Connection.Values[""] = true;
        await console.DriveAsync<StatusChangeQueue>(nameof(StatusChangeQueue.RecallAsync), q => q.RecallAsync(StatusChangePriority.Bulk, Token));
        console.Connection.Found = 0;
        var account = new SuperSimClient(new UpstreamAccount(), new SuperSimAccount(new SuperSimOptions(), new UpstreamAccount(), TimeProvider.System), TimeProvider.System);
        await console.DriveAsync(nameof(UpstreamImport.ImportAsync), ActivatorUtilities.CreateInstance<UpstreamImport>(console.Services, account), i => i.ImportAsync(Someone, Token));

        var enroller = ActivatorUtilities.CreateInstance<Enroller>(console.Services, new EnrollingNetwork());
        await console.DriveAsync(nameof(Enroller.CountWaitingAsync), enroller, e => e.CountWaitingAsync(scope, Token));
        await console.DriveAsync(nameof(Enroller.UpToAsync), enroller, e => e.UpToAsync(Token));
        console.Connection.Values["Status"] = (int)SimStatus.New;
        await console.DriveAsync(nameof(Enroller.EnrolOnceAsync), enroller, e => e.EnrolOnceAsync(Token));
    }

    /// <summary>An account with one Sim, and no Fleet.</summary>
    private sealed class UpstreamAccount : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://localhost/v1/") };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage
        {
            Content = new StringContent($$"""{"fleets":[],"sims":[{"sid":"HS00000000000000000000000000000009","unique_name":"pump","iccid":"{{Card}}","status":"active","fleet_sid":"HF00000000000000000000000000000009"}],"meta":{"next_page_url":null} }"""),
        });
    }

    private sealed class EnrollingNetwork : INetworkAuthority, IEnrollingAuthority
    {
        public string Name => "a register";

        public Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token) => throw new NotSupportedException();

        public Task<AuthorityHealth> CheckAsync(CancellationToken token) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuthorityAnswer>> EnrolAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token) =>
            Task.FromResult<IReadOnlyList<AuthorityAnswer>>([.. cards.Select(_ => new AuthorityAnswer.Applied("off", Now))]);
    }

    /// <summary>The public methods of services that open a context themselves, and that no test above calls.</summary>
    private static IEnumerable<string> Undriven(IReadOnlySet<string> driven) => typeof(SimReader).Assembly.GetTypes()
        .Where(type => type.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IDbContextFactory<SimConsoleDb>))))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => !method.IsSpecialName && typeof(Task).IsAssignableFrom(method.ReturnType))
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
        .Distinct()
        .Except(driven)
        .Except(
        [
            SendsNothing<SimulatedNetwork>(nameof(SimulatedNetwork.CheckAsync)),
            SendsNothing<PostgreSqlCarrier>(nameof(PostgreSqlCarrier.SendAsync)),
            SendsNothing<PostgreSqlCarrier>(nameof(PostgreSqlCarrier.ListenAsync)),
            SendsNothing<DatabaseCheck>(nameof(DatabaseCheck.LookAsync)),
            SendsNothing<ClockCheck>(nameof(ClockCheck.LookAsync)),
            SendsNothing<SecretsCheck>(nameof(SecretsCheck.LookAsync)),
        ]);

    /// <summary>
    /// A method that sends no statement of ours: the provider's own probe of a connection, none at all, or none to SQL Server. What <c>--check</c> looks at begins with such
    /// a probe, which only a server can answer.
    /// </summary>
    private static string SendsNothing<T>(string method) => $"{typeof(T).Name}.{method}";
}
