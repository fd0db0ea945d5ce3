using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Host;
using SimConsole.LossReports;
using SimConsole.People;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.People;

namespace SimConsole.Tests.Audit;

/// <summary>What is done leaves an entry in the same transaction, and no entry can be changed, taken out or put in.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_change_says_who_did_what_from_where_and_what_it_was_before()
    {
        var fleet = await _console.AddFleetAsync("Vans");
        var sim = await _console.AddSimAsync(SimStatus.Inactive, fleet, "truck-7");
        var ann = TestConsole.Someone with { Session = 12, Address = "192.0.2.7" };
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "truck-8", Status = SimStatus.Active, Reason = "back on the road" }, ann, Token);
        var entry = (await ReadAsync())[0];
        Assert.Equal((AuditKinds.SimUpdated, sim.Sid, "someone", 12, "192.0.2.7", OrderSource.Console), (entry.Kind, entry.Subject, entry.Actor, entry.SessionId, entry.Address, entry.Door));
        Assert.Equal(
            [new("name", "truck-7", "truck-8"), new("status", "inactive", "active"), new("reason", "back on the road")],
            AuditChanges.Read(entry.Changes));
    }

    [Fact]
    public async Task A_bulk_change_leaves_an_entry_for_each_thing_that_was_asked_of_it()
    {
        var bulks = _console.Get<BulkChangeService>();
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("Vans"));
        var preview = await bulks.PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen([sim.Id])), TestConsole.Someone, null, Token);
        await bulks.CommitAsync(preview.Value!.Sid, TestConsole.Someone, Token);
        await bulks.CommitAsync(preview.Value.Sid, TestConsole.Someone, Token);
        Assert.Equal(
            [AuditKinds.BulkChangeOrdered, AuditKinds.BulkChangePreviewed, AuditKinds.FleetCreated],
            (await ReadAsync()).Select(e => e.Kind));
        Assert.Contains(new("sims", "1"), AuditChanges.Read((await ReadAsync())[0].Changes));
    }

    [Fact]
    public async Task What_is_refused_or_changes_nothing_leaves_no_entry()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, await _console.AddFleetAsync("Vans"), "truck-7");
        var before = (await ReadAsync()).Count;
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "truck-7" }, TestConsole.Someone, Token);
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.New }, TestConsole.Someone, Token);
        await _console.Sims.UpdateAsync("nobody", new SimUpdate { UniqueName = "x" }, TestConsole.Someone, Token);
        await _console.Fleets.UpdateAsync("Vans", new FleetUpdate { UniqueName = "Vans" }, TestConsole.Someone, Token);
        await _console.Get<LossReportService>().ReleaseAsync("LR1", null, "found", TestConsole.Someone, Token);
        await _console.Get<ApiKeyService>().RevokeAsync("SK1", TestConsole.Someone, Token);
        await _console.Get<InvitationService>().WithdrawAsync(1, TestConsole.Someone, Token);
        await _console.Get<CallbackService>().ResendAsync("CB1", null, TestConsole.Someone, Token);
        Assert.Equal(before, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task A_change_that_is_not_committed_leaves_no_entry_and_its_chain_goes_on()
    {
        await using (var db = _console.OpenDb())
        {
            await Assert.ThrowsAsync<ArithmeticException>(() => db.InTransactionAsync(async () =>
            {
                db.Audit(TestConsole.Someone, AuditKinds.ListExported, "first");
                await db.SaveChangesAsync(Token);
                throw new ArithmeticException();
            }, Token));
        }

        await using (var db = _console.OpenDb())
        {
            // What cannot be written as a whole: an entry, and a Fleet without what it needs.
            db.Audit(TestConsole.Someone, AuditKinds.ListExported, "second");
            db.Sims.Add(new Sim { Iccid = "1", FleetId = 4711, CreatedAt = default, UpdatedAt = default, StatusChangedAt = default });
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
        }

        await _console.Get<AuditTrail>().RecordAsync(TestConsole.Someone, AuditKinds.ListExported, "third");
        Assert.Equal(["third"], (await ReadAsync()).Select(e => e.Subject));
        Assert.Null((await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Many_who_write_at_once_make_chains_without_a_gap()
    {
        var fleets = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _console.AddFleetAsync($"fleet {i}")));
        await Task.WhenAll(fleets.Select(f => _console.Fleets.UpdateAsync(f.Sid, new FleetUpdate { DataLimit = 5 }, TestConsole.Someone, Token)));
        var verdict = await VerifyAsync();
        Assert.Null(verdict.Fault);
        Assert.Equal(80, verdict.Entries);
    }

    [Fact]
    public async Task The_database_refuses_to_change_and_to_delete()
    {
        await _console.AddFleetAsync("Vans");
        await using var db = _console.OpenDb();
        await Assert.ThrowsAnyAsync<DbException>(() => db.AuditEntries.ExecuteUpdateAsync(set => set.SetProperty(e => e.Actor, "nobody"), Token));
        await Assert.ThrowsAnyAsync<DbException>(() => db.AuditEntries.ExecuteDeleteAsync(Token));
    }

    [Theory]
    [InlineData("Actor", "'mallory'")]
    [InlineData("Kind", "'sim.registered'")]
    [InlineData("Subject", "'HS00000000000000000000000000000000'")]
    [InlineData("Address", "'198.51.100.1'")]
    [InlineData("Changes", "'[]'")]
    [InlineData("Door", "2")]
    [InlineData("SessionId", "NULL")]
    [InlineData("Sequence", "9")]
    public async Task An_entry_that_was_changed_past_the_console_is_found(string column, string value)
    {
        await FillAsync(5);
        await ForceAsync($"UPDATE \"AuditEntries\" SET \"{column}\" = {value} WHERE \"Sequence\" = 3");
        Assert.NotNull((await VerifyAsync()).Fault);
        var errors = new StringWriter();
        Assert.Equal(ExitCodes.SomeBad, await CommandLine.RunAsync(_console.Get<IServiceProvider>(), ["--verify-audit"], TextWriter.Null, errors, Token));
        Assert.StartsWith(column == "Sequence" ? "Before the entry " : "The entry 3 (number 3 of the chain ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_taken_out_is_found()
    {
        await FillAsync(5);
        await ForceAsync("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 3");
        Assert.Contains("the entry 3 of its chain is missing", (await VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_audit_is_said_to_be_as_it_was_written()
    {
        await FillAsync(5);
        var output = new StringWriter();
        Assert.Equal(ExitCodes.AllGood, await CommandLine.RunAsync(_console.Get<IServiceProvider>(), ["--verify-audit"], output, TextWriter.Null, Token));
        Assert.Equal("5 entries in 1 chains are as they were written.", output.ToString().Trim());
    }

    [Fact]
    public async Task What_is_archived_may_go_and_the_chain_goes_on_from_there()
    {
        await FillAsync(5);
        _console.Time.Advance(TimeSpan.FromDays(40));
        await FillAsync(2);
        Assert.Null(await ArchiveAsync(100));
        var (path, entries) = (await ArchiveAsync(30))!.Value;
        Assert.Equal(5, entries);
        var lines = await File.ReadAllLinesAsync(path, Token);
        Assert.Equal(6, lines.Length);
        Assert.Contains("\"kind\":\"list.exported\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"entries\":5,", lines[5], StringComparison.Ordinal);
        Assert.Equal([AuditKinds.AuditArchived, AuditKinds.ListExported, AuditKinds.ListExported], (await ReadAsync()).Select(e => e.Kind));
        Assert.Null((await VerifyAsync()).Fault);

        // A second time, and a checkpoint that somebody moves to hide what is missing.
        _console.Time.Advance(TimeSpan.FromDays(40));
        await FillAsync(2);
        Assert.Equal(3, (await ArchiveAsync(30))!.Value.Entries);
        Assert.Null((await VerifyAsync()).Fault);
        await ForceAsync("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 9; UPDATE \"AuditCheckpoints\" SET \"Sequence\" = 9");
        Assert.NotNull((await VerifyAsync()).Fault);

        Task<(string Path, int Entries)?> ArchiveAsync(int days) => _console.Get<AuditArchive>().WriteAsync(TimeSpan.FromDays(days), TestConsole.Someone, Token);
    }

    [Fact]
    public async Task Whoever_follows_the_file_gets_each_entry_once_whatever_ends_in_between()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await FillAsync(3);
            Assert.Equal(3, await Stream().WriteAsync(Token));
            await FillAsync(2);
            Assert.Equal(2, await Stream().WriteAsync(Token));
            Assert.Equal(0, await Stream().WriteAsync(Token));
            Assert.Equal(Enumerable.Range(0, 3).Concat(Enumerable.Range(0, 2)), (await File.ReadAllLinesAsync(file, Token)).Select(FilterOf));

            // As after a crash between the file and its position: once more, and never not at all.
            File.Delete($"{file}.position");
            Assert.Equal(5, await Stream().WriteAsync(Token));
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.position");
        }

        AuditStream Stream() => new(_console.Get<AuditReader>(), new AuditStreamOptions(file), TimeProvider.System, NullLogger<AuditStream>.Instance);

        static int FilterOf(string line) => int.Parse(JsonDocument.Parse(line).RootElement.GetProperty("changes")[0].GetProperty("to").GetString()!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_another_key_sealed_is_not_called_good()
    {
        await FillAsync(2);
        var verdict = await new AuditVerifier(_console.Get<IDbContextFactory<SimConsoleDb>>(), new AuditKeys(null)).VerifyAsync(Token);
        Assert.Equal((2, 2, null), (verdict.Entries, verdict.Unverified, verdict.Fault));
    }

    [Fact]
    public async Task Wrong_guesses_are_gathered_into_few_entries()
    {
        var failed = _console.Get<FailedSignIns>();
        for (var i = 0; i < 1_000; i++)
        {
            failed.Add(AuditKinds.SignInFailed, OrderSource.Console, "admin", "192.0.2.7");
            failed.Add(AuditKinds.SignInFailed, OrderSource.Console, null, $"198.51.100.{i % 250}");
        }

        await failed.WriteAsync();
        var entries = await ReadAsync();
        Assert.Equal(FailedSignIns.MostEntries + 1, entries.Count);
        Assert.Equal(2_000, entries.Sum(e => int.Parse(AuditChanges.Read(e.Changes)[0].To!, CultureInfo.InvariantCulture)));
        await failed.WriteAsync();
        Assert.Equal(FailedSignIns.MostEntries + 1, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task From_the_invitation_to_the_removal_of_a_person_all_is_on_the_record_and_so_are_wrong_passwords()
    {
        await using var console = await ServedConsole.StartAsync();
        var invited = (await console.Get<InvitationService>().InviteAsync("ben", Role.Viewer, FleetScope.All, TestConsole.Someone, Token)).Value!;
        var ben = (await console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token)).Value!;
        using var visitor = new Visitor(console);
        using (await visitor.SignInAsync("a wrong password", "ben"))
        {
        }

        await visitor.SignedInAsync(ServedConsole.Password, "ben");
        await console.Get<PeopleService>().RemoveAsync(ben.Id, false, TestConsole.Someone, Token);
        await console.Get<FailedSignIns>().WriteAsync();
        var entries = await console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Subject = "ben" }, null, 20, Token);
        Assert.Equal(
            [AuditKinds.SignInFailed, AuditKinds.PersonRemoved, AuditKinds.SessionBegun, AuditKinds.PersonJoined, AuditKinds.PersonInvited],
            entries.Select(e => e.Kind));
        Assert.Equal("127.0.0.1", entries[2].Address);
        Assert.NotNull(entries[2].SessionId);
    }

    [Fact]
    public async Task A_program_reads_what_was_done_page_by_page_and_filtered()
    {
        await using var console = await ServedConsole.StartAsync();
        foreach (var name in new[] { "Vans", "Trucks", "Bikes" })
        {
            await console.PostAsync("/v1/Fleets", HttpStatusCode.Created, ("UniqueName", name));
        }

        var json = await console.GetAsync("/v1/AuditEvents?Kind=fleet.created&PageSize=2");
        var events = json.GetProperty("audit_events");
        Assert.Equal(2, events.GetArrayLength());
        Assert.Equal(("api", "fleet.created", "127.0.0.1"), (Text("source"), Text("kind"), Text("source_ip_address")));
        Assert.Equal("Bikes", events[0].GetProperty("changes")[0].GetProperty("to").GetString());
        var next = await console.GetAsync(new Uri(json.GetProperty("meta").GetProperty("next_page_url").GetString()!).PathAndQuery);
        Assert.Equal(1, next.GetProperty("audit_events").GetArrayLength());
        await console.GetAsync("/v1/AuditEvents?Kind=fleet.eaten", HttpStatusCode.BadRequest);

        string? Text(string property) => events[0].GetProperty(property).GetString();
    }

    private async Task FillAsync(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await _console.Get<AuditTrail>().RecordAsync(TestConsole.Someone with { Session = 4 }, AuditKinds.ListExported, "sims.csv", new AuditChange("filter", $"{i}"));
        }
    }

    private async Task<AuditVerdict> VerifyAsync() => await _console.Get<AuditVerifier>().VerifyAsync(Token);

    private async Task<IReadOnlyList<AuditEntry>> ReadAsync() => await _console.Get<AuditReader>().ListBeforeAsync(new AuditFilter(), null, 1_000, Token);

    /// <summary>As somebody does who owns the database.</summary>
    private async Task ForceAsync(string statement)
    {
        await using var db = _console.OpenDb();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
            ? $"DROP TRIGGER IF EXISTS AuditEntries_are_kept_UPDATE; DROP TRIGGER IF EXISTS AuditEntries_are_kept_DELETE; {statement}"
            : $"SET session_replication_role = replica; {statement}; SET session_replication_role = DEFAULT", Token);
    }
}
