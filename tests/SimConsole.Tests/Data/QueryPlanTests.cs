using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Notices;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Telemetry;
using SimConsole.Tests.ESimProfiles;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Tests.Data;

/// <summary>What the start page reads is found by an index, however many Sims and changes there are.</summary>
[Trait("Only", "Sqlite")]
public sealed class QueryPlanTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        Assert.SkipUnless(_console.Database.Provider == "Sqlite", "The words of a plan are those of SQLite.");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Sims_are_counted_in_an_index() => Assert.Equal(
        ["SCAN s USING COVERING INDEX IX_Sims_FleetId_Status"],
        await PlanAsync(() => _console.Get<FleetService>().CountEverythingAsync(FleetScope.All, Token)));

    [Fact]
    public async Task Open_changes_are_counted_in_the_index_of_open_changes() => Assert.Equal(
        ["SCAN s USING INDEX IX_StatusChanges_Due", "SCAN s USING INDEX IX_StatusChanges_Repairs"],
        await PlanAsync(() => _console.Get<StatusChangeReader>().OpenAsync(FleetScope.All, Token)));

    [Fact]
    public async Task What_the_metrics_tell_is_read_in_indexes_and_in_their_order()
    {
        var plan = await PlanAsync(() => _console.Get<WorkloadReader>().ReadAsync(Token));
        Assert.Equal(3, plan.Count(step => step.Contains("USING INDEX IX_StatusChanges_Due (Priority=?", StringComparison.Ordinal)));
        Assert.Contains(plan, step => step.Contains("INDEX IX_Sims_HeldByReportId (HeldByReportId>?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_Drifts_", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_Callbacks_Due (State=?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN d" or "SCAN c");
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failures_are_found_in_the_index_of_failures()
    {
        var plan = await PlanAsync(() => _console.Get<StatusChangeReader>().FailedAsync(_console.Time.GetUtcNow().AddDays(-1), 0, FleetScope.All, Token));
        Assert.Equal(2, plan.Count(step => step.Contains("INDEX IX_StatusChanges_Failures (EndedAt>?)", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN s0");
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_bell_tells_is_found_by_when_it_ended_however_much_there_is()
    {
        var plan = await PlanAsync(() => _console.Get<NoticeReader>().ReadSinceAsync(_console.Time.GetUtcNow().AddDays(-7), FleetScope.All, Token));
        Assert.Contains(plan, step => step.Contains("INDEX IX_StatusChanges_FailuresAlone (BulkChangeId=? AND EndedAt>?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_BulkChanges_EndedAt (EndedAt>?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_Imports_EndedAt (EndedAt>?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_PlannedOccurrences_EndedAt (EndedAt>?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN b" or "SCAN i" or "SCAN p");
    }

    [Fact]
    public async Task Held_sims_are_found_in_the_index_of_held_sims_and_those_let_in_all_the_same_among_the_repairs()
    {
        var plan = await PlanAsync(() => _console.Get<LossReportReader>().HoldAsync(5, FleetScope.All, Token));
        Assert.Contains("SEARCH s USING INDEX IX_Sims_HeldByReportId (HeldByReportId>?)", plan);
        Assert.Contains("SCAN s USING INDEX IX_StatusChanges_Repairs", plan);
        Assert.Contains(plan, step => step.Contains("USING INDEX IX_Drifts_Open (SimId=?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN d");
    }

    [Fact]
    public async Task Held_sims_that_are_left_on_are_looked_for_among_the_held_ones_alone()
    {
        var plan = await PlanAsync(() => _console.Get<LossReportService>().KeepAsync(Token));
        Assert.Contains("SEARCH s USING INDEX IX_Sims_HeldByReportId (HeldByReportId>?)", plan);
        Assert.DoesNotContain(plan, step => step.Contains("Status=?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_network_does_otherwise_is_found_by_the_sim()
    {
        var plan = await PlanAsync(() => _console.SimReader.ListAsync(new SimQuery(), 0, 50, FleetScope.All, Token));
        Assert.Contains(plan, step => step.Contains("USING INDEX IX_Drifts_Open (SimId=?)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sim_is_found_by_the_eid_of_its_profile_in_the_index_of_eids()
    {
        var plan = await PlanAsync(() => _console.SimReader.ListBeforeAsync(new SimQuery { Search = TestEid.One }, null, 50, FleetScope.All, Token));
        Assert.Contains(plan, step => step.Contains("INDEX IX_ESimProfiles_Eid_Id (Eid=?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX IX_ESimProfiles_SimId (SimId=?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN e" or "SCAN SIMs" or "SCAN ESimProfiles");
    }

    [Fact]
    public async Task Settings_updates_are_found_by_when_they_are_due_by_their_sim_and_by_their_state()
    {
        var (queue, reader) = (_console.Get<SettingsUpdateQueue>(), _console.Get<SettingsUpdateReader>());
        foreach (var (read, index) in new (Func<Task>, string)[]
        {
            (() => queue.ClaimAsync(Token), "INDEX IX_SettingsUpdates_Due (DueAt<?)"),
            (() => reader.ListBeforeAsync("pump", null, 7, 50, FleetScope.All, Token), "INDEX IX_SettingsUpdates_SimId_Id (SimId=? AND Id<?)"),
            (() => reader.ListBeforeAsync(null, SettingsUpdateState.Failed, 7, 50, FleetScope.All, Token), "INDEX IX_SettingsUpdates_State_Id (State=? AND Id<?)"),
        })
        {
            var plan = await PlanAsync(read);
            Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN s0");
        }
    }

    /// <summary>The changes of a Sim are found by the Sim: there may be very many of others.</summary>
    [Fact]
    public async Task The_sims_of_a_report_or_of_a_bulk_change_do_not_read_the_changes_of_others()
    {
        var bulk = new BulkChange { Selection = "x", RequestedBy = "x" };
        Func<Task>[] reads =
        [
            () => _console.Get<LossReportReader>().SimsAsync(1, 0, 50, Token),
            () => _console.Get<LossReportReader>().SimsBeforeAsync(1, null, 50, Token),
            () => _console.Get<BulkChangeReader>().SimsAfterAsync(bulk, null, 0, 50, Token),
            () => _console.Get<BulkChangeReader>().SimsBeforeAsync(bulk, BulkChangeResult.Failed, null, 50, Token),
        ];
        foreach (var read in reads)
        {
            // A page of rows that was found before is gone through; a table is not.
            var plan = await PlanAsync(read);
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !plan.Contains($"CO-ROUTINE {step[5..]}") && !plan.Contains($"MATERIALIZE {step[5..]}"));
        }
    }

    [Fact]
    public async Task Who_is_told_of_something_is_found_in_an_index()
    {
        await using var db = _console.OpenDb();
        var next = await PlanAsync(() => CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { ["HC0"] = CallbackFields.Of() }, _console.Time.GetUtcNow(), Token));
        Assert.Contains(next, step => step.Contains("INDEX IX_Callbacks_SubjectSid (SubjectSid=?)", StringComparison.Ordinal));
        var end = await PlanAsync(() => _console.Get<CallbackOutbox>().EndedAsync(
            db, [new EndedChange(1, 1, StatusChangeKind.Requested, StatusChangeState.Completed, SimStatus.Active, SimStatus.Active, null, null)], new AfterCommit(), Token));
        Assert.Contains(end, step => step.Contains("INDEX IX_Callbacks_StatusChangeId (StatusChangeId=?)", StringComparison.Ordinal));
        Assert.DoesNotContain([.. next, .. end], step => step == "SCAN c");
    }

    /// <summary>A page of usage is found by its Sims or its times, and is in order as it is found, however much there is of others.</summary>
    [Fact]
    public async Task A_page_of_usage_is_found_in_the_order_of_its_sums()
    {
        var (from, to) = (new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 9, 0, 0, 0, TimeSpan.Zero));
        var reader = _console.Get<UsageReader>();
        (UsageGroup Group, UsageGranularity Granularity, string Step)[] expected =
        [
            (UsageGroup.Sim, UsageGranularity.All, "SEARCH u USING INDEX sqlite_autoindex_UsageBySimAndDay_1 (SimId<?)"),
            (UsageGroup.Sim, UsageGranularity.Day, "SEARCH u USING INDEX sqlite_autoindex_UsageBySimAndDay_1 (SimId<?)"),
            (UsageGroup.Sim, UsageGranularity.Hour, "SEARCH d USING INDEX sqlite_autoindex_DataSessions_1 (SimId<?)"),
            (UsageGroup.Fleet, UsageGranularity.Day, "SEARCH u USING INDEX sqlite_autoindex_UsageByDay_1 (Day>? AND Day<?)"),
            (UsageGroup.Network, UsageGranularity.Hour, "SEARCH u USING INDEX sqlite_autoindex_UsageByHour_1 (Hour>? AND Hour<?)"),
        ];
        foreach (var (group, granularity, step) in expected)
        {
            Assert.Equal([step], await PlanAsync(() => reader.ListBeforeAsync(new UsageQuery(group, granularity, from, to), (7L << 40) + 7, 50, FleetScope.All, Token)));
        }

        Assert.Equal(
            ["SEARCH u USING INDEX sqlite_autoindex_UsageBySimAndDay_1 (SimId=? AND Day>? AND Day<?)"],
            await PlanAsync(() => reader.ListBeforeAsync(new UsageQuery(UsageGroup.None, UsageGranularity.Day, from, to, SimId: 7), null, 50, FleetScope.All, Token)));
    }

    [Fact]
    public async Task The_devices_whose_time_has_come_are_found_by_it()
    {
        var plan = await PlanAsync(() => _console.Network.ReportAsync(_console.Time.GetUtcNow().AddMinutes(-1), _console.Time.GetUtcNow(), 500, Token));
        Assert.Equal("SEARCH s USING INDEX IX_SimulatedSubscribers_Phase_Iccid (Phase>? AND Phase<?)", plan[0]);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blocks_that_hold_and_those_that_are_due_are_found_in_their_indexes()
    {
        var plan = await PlanAsync(async () =>
        {
            await _console.Get<DataLimitService>().ReviewAsync(Token);
            await _console.Get<DataLimitService>().TellAsync(Token);
        });
        Assert.Contains(plan, step => step.Contains("IX_DataBlocks_Barred", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("IX_DataBlocks_Due", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Orders_of_profiles_that_are_due_and_those_of_a_sim_are_found_in_an_index()
    {
        var due = await PlanAsync(() => _console.Get<ESimProfileQueue>().ClaimAsync(Token));
        Assert.StartsWith("SEARCH e USING INDEX IX_ESimProfiles_DueAt (DueAt>? AND DueAt<?)", Assert.Single(due), StringComparison.Ordinal);
        var reader = _console.Get<ESimProfileReader>();
        foreach (var filter in new ESimProfileFilter[] { new(Eid: "8"), new(SimSid: "HS"), new(Status: ESimProfileStatus.Available) })
        {
            var list = await PlanAsync(() => reader.ListBeforeAsync(filter, null, 50, FleetScope.All, Token));
            Assert.Contains(list, step => step.Contains("INDEX IX_ESimProfiles_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Commands_are_found_in_an_index_whatever_the_filter()
    {
        var reader = _console.Get<CommandReader>();
        (CommandFilter Filter, string Index)[] lists =
        [
            (new() { Kind = CommandKind.Sms }, "IX_Commands_Kind_Id (Kind=?)"),
            (new() { Kind = CommandKind.Sms, Sim = "pump" }, "IX_Commands_SimId_Kind_Id (SimId=? AND Kind=?)"),
            (new() { Kind = CommandKind.Ip, SimIccid = "8988" }, "IX_Commands_SimId_Kind_Id (SimId=? AND Kind=?)"),
            (new() { Kind = CommandKind.Ip, Status = CommandStatus.Failed }, "IX_Commands_Kind_Status_Id (Kind=? AND Status=?)"),
            (new() { Kind = CommandKind.Sms, Direction = CommandDirection.FromSim }, "IX_Commands_Kind_Direction_Id (Kind=? AND Direction=?)"),
        ];
        foreach (var (filter, index) in lists)
        {
            var plan = await PlanAsync(() => reader.ListBeforeAsync(filter, null, 50, FleetScope.All, Token));
            Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }

        foreach (var look in new Func<Task>[] { () => _console.Get<CommandQueue>().ClaimAsync(Token), () => _console.Get<CommandQueue>().NextDueAsync(Token) })
        {
            Assert.All(await PlanAsync(look), step => Assert.Contains("INDEX IX_Commands_Due", step, StringComparison.Ordinal));
        }
    }

    /// <summary>What SQLite says of each statement that a reading sends.</summary>
    private async Task<List<string>> PlanAsync(Func<Task> read)
    {
        var statements = await _console.Statements.OfAsync(read);
        await using var db = _console.OpenDb();
        await db.Database.OpenConnectionAsync(Token);
        var plan = new List<string>();
        foreach (var (text, parameters) in statements)
        {
            await using var explain = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // It is the console's own statement.
            explain.CommandText = $"EXPLAIN QUERY PLAN {text}";
#pragma warning restore CA2100
            foreach (var (name, value) in parameters)
            {
                var parameter = explain.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                explain.Parameters.Add(parameter);
            }

            await using var steps = await explain.ExecuteReaderAsync(Token);
            while (await steps.ReadAsync(Token))
            {
                plan.Add(steps.GetString(3));
            }
        }

        return plan;
    }
}
