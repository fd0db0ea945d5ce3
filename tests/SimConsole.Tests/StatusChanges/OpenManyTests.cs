using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SimConsole.Data;
using SimConsole.Data.SqlServer;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

/// <summary>Opening a change for many Sims at once leaves what opening them one by one would have left.</summary>
public sealed class OpenManyTests
{
    private static readonly StatusOrder Off = new(SimStatus.Inactive, TestConsole.Someone.Actor) { Reason = "Out of season", Priority = StatusChangePriority.Bulk };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_sim_that_may_take_the_step_becomes_scheduled_and_gets_a_row()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        SimRow[] sims = [await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Ready, fleet)];
        console.Time.Advance(TimeSpan.FromMinutes(1));

        var opened = await OpenAsync(console, sims, Off);

        Assert.Equal(0, opened.Skipped);
        Assert.Equal(
            sims.Select(s => new SimChanged(s.Id, s.Sid, SimStatus.Scheduled, SimStatus.Inactive, console.Time.Now(), 2)),
            opened.Sims.OrderBy(s => s.SimId));
        foreach (var sim in sims)
        {
            var row = await console.RowAsync(sim);
            Assert.Equal((SimStatus.Scheduled, SimStatus.Inactive, console.Time.Now(), console.Time.Now(), 2L), (row.Status, row.TargetStatus, row.StatusChangedAt, row.UpdatedAt, row.Version));
            var change = Assert.Single(await console.ChangesAsync(sim.Id));
            Assert.Equal((StatusChangeKind.Requested, sim.Status, SimStatus.Inactive, StatusChangeState.Queued), (change.Kind, change.FromStatus, change.ToStatus, change.State));
            Assert.Equal((StatusChangePriority.Bulk, "someone", OrderSource.Console, "Out of season"), (change.Priority, change.RequestedBy, change.Source, change.Reason));
        }
    }

    [Theory]
    [InlineData(SimStatus.Ready)]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Inactive)]
    public async Task Opening_many_leaves_the_rows_that_opening_one_by_one_leaves(SimStatus status)
    {
        await using var many = await TestConsole.StartAsync();
        await using var single = await TestConsole.StartAsync();
        var order = new StatusOrder(status, TestConsole.Someone.Actor) { Reason = "Planned", Priority = StatusChangePriority.Bulk, NotBefore = many.Time.Now().AddHours(3) };
        var (manySims, singleSims) = (await AddOneOfEachAsync(many), await AddOneOfEachAsync(single));

        await OpenAsync(many, manySims, order);
        foreach (var sim in singleSims)
        {
            if (SimLifecycle.Step(sim.Status, status, sim.FleetSid is not null) is LifecycleStep.Allowed)
            {
                await OpenSingleAsync(single, sim, order);
            }
        }

        Assert.Equal(await WithoutSidsAsync(single), await WithoutSidsAsync(many));
        Assert.Contains(await many.ChangesAsync(), change => change.DueAt == order.NotBefore);
    }

    [Fact]
    public async Task Sims_that_may_not_take_the_step_stay_as_they_are()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await AddOneOfEachAsync(console);
        var before = await console.AllRowsAsync();

        var opened = await OpenAsync(console, [.. sims.Where(s => SimLifecycle.Step(s.Status, SimStatus.Inactive, s.FleetSid is not null) is not LifecycleStep.Allowed)], Off);

        Assert.Equal((0, 4), (opened.Sims.Count, opened.Skipped));
        Assert.Equal(before, await console.AllRowsAsync());
    }

    [Theory]
    [InlineData(SimStatus.New)]
    [InlineData(SimStatus.Scheduled)]
    public async Task A_status_that_nobody_may_ask_for_opens_nothing(SimStatus status)
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await AddOneOfEachAsync(console);

        var opened = await OpenAsync(console, sims, Off with { Status = status });

        Assert.Equal((0, sims.Length), (opened.Sims.Count, opened.Skipped));
    }

    [Fact]
    public async Task A_sim_without_a_fleet_is_skipped_unless_the_order_puts_it_into_one()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        var sim = await console.AddSimAsync();
        var order = new StatusOrder(SimStatus.Active, TestConsole.Someone.Actor);

        Assert.Equal(1, (await OpenAsync(console, [sim], order)).Skipped);
        Assert.Equal(0, (await OpenAsync(console, [sim], order with { MovesFleet = true, ToFleetId = fleet.Id })).Skipped);

        await console.WorkAsync();
        Assert.Equal((SimStatus.Active, fleet.Sid), ((await console.RowAsync(sim)).Status, (await console.RowAsync(sim)).FleetSid));
    }

    [Fact]
    public async Task An_order_that_takes_sims_that_may_connect_out_of_their_fleet_is_an_error()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Ready, await console.AddFleetAsync("meters"));
        var order = new StatusOrder(SimStatus.Active, TestConsole.Someone.Actor) { MovesFleet = true };

        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(console, [sim], order));
    }

    [Fact]
    public async Task An_id_given_twice_counts_once_and_an_id_of_no_sim_is_skipped()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("meters"));

        var opened = await OpenAsync(console, [sim.Id, sim.Id, sim.Id + 1], Off);

        Assert.Equal((1, 1), (opened.Sims.Count, opened.Skipped));
        Assert.Single(await console.ChangesAsync());
    }

    [Fact]
    public async Task Without_a_transaction_nothing_is_opened()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("meters"));
        await using var db = console.OpenDb();

        await Assert.ThrowsAsync<InvalidOperationException>(() => console.Get<StatusChangeService>().OpenManyAsync(db, [sim.Id], Off, new AfterCommit(), Token));

        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await AddManyAsync(console, 6_000);
        var before = await console.AllRowsAsync();

        await using (var db = console.OpenDb())
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(Token);
                Assert.Equal(sims.Length, (await console.Get<StatusChangeService>().OpenManyAsync(db, sims, Off, new AfterCommit(), Token)).Sims.Count);
                await transaction.RollbackAsync(Token);
            });
        }

        Assert.Equal(before, await console.AllRowsAsync());
    }

    [Fact]
    public async Task Changes_of_thousands_of_sims_are_completed_and_the_network_agrees()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await AddManyAsync(console, 6_000);

        Assert.Equal(sims.Length, (await OpenAsync(console, sims, Off)).Sims.Count);
        await AssertInvariantAsync(console);
        await console.WorkAsync();

        await using var db = console.OpenDb();
        Assert.Equal(sims.Length, await db.Sims.CountAsync(s => s.Status == SimStatus.Inactive && s.TargetStatus == null && s.Version == 3, Token));
        Assert.Equal(sims.Length, await db.StatusChanges.CountAsync(c => c.State == StatusChangeState.Completed && c.Confirmation != null, Token));
        Assert.Equal(sims.Length, await db.SimulatedSubscribers.CountAsync(s => !s.MayAttach, Token));
        await AssertInvariantAsync(console);
    }

    [Fact]
    public async Task A_second_order_skips_what_the_first_has_scheduled()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = await AddManyAsync(console, 10);

        await OpenAsync(console, sims[..4], Off);
        var second = await OpenAsync(console, sims, Off);

        Assert.Equal((6, 4), (second.Sims.Count, second.Skipped));
        await AssertInvariantAsync(console);
    }

    [Fact]
    public async Task Of_two_orders_at_the_same_time_each_sim_goes_to_one()
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother();
        var sims = await AddManyAsync(console, 2_000);

        var orders = await Task.WhenAll(
            Task.Run(() => OpenAsync(console, sims, Off), Token),
            Task.Run(() => OpenAsync(other, sims, Off with { Status = SimStatus.Inactive, Reason = "Stolen" }), Token));

        Assert.Equal(sims, orders.SelectMany(o => o.Sims).Select(s => s.SimId).Order());
        Assert.Equal(sims.Length, orders.Sum(o => o.Skipped));
        await AssertInvariantAsync(console);
    }

    [Fact]
    public async Task Repairs_of_the_network_that_have_not_begun_are_superseded_for_the_opened_sims_alone()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        var (opened, begun, skipped) = (await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync());
        await AddRepairAsync(console, opened, StatusChangeState.Queued);
        await AddRepairAsync(console, begun, StatusChangeState.Applying);
        await AddRepairAsync(console, skipped, StatusChangeState.Queued);

        await OpenAsync(console, [opened, begun, skipped], Off);

        Assert.Equal(StatusChangeState.Superseded, (await console.ChangesAsync(opened.Id))[0].State);
        Assert.Equal(StatusChangeState.Applying, (await console.ChangesAsync(begun.Id))[0].State);
        Assert.Equal(StatusChangeState.Queued, (await console.ChangesAsync(skipped.Id))[0].State);
    }

    [Fact]
    public async Task A_request_that_read_the_sim_before_meets_the_version_that_the_order_left()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("meters"));
        await using var db = console.OpenDb();
        var read = await db.Sims.SingleAsync(s => s.Id == sim.Id, Token);

        await OpenAsync(console, [sim], Off);
        read.UniqueName = "late";
        read.Version++;

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task The_statements_for_sql_server_are_ones_that_it_can_read()
    {
        var options = new DbContextOptionsBuilder<SqlServerSimConsoleDb>();
        options.UseSimConsoleSqlServer("Server=none");
        await using var db = new SqlServerSimConsoleDb(options.Options);
        var row = new StatusChange { RequestedBy = "someone", Reason = "Out of season" };
        var (sql, values) = SqlServerStatusChangeOpening.Sql(db, new StatusChangeOpening(row, [new OpeningStep(SimStatus.New, true), new OpeningStep(SimStatus.Ready, false)]));

        var placeholders = Enumerable.Range(0, values.Count + 3).Select(i => $"@p{i}").ToArray<object>();
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(string.Format(CultureInfo.InvariantCulture, sql, placeholders)), out var errors);

        Assert.Empty(errors.Select(e => e.Message));
    }

    private static Task<OpenedChanges> OpenAsync(TestConsole console, IEnumerable<SimRow> sims, StatusOrder order) => OpenAsync(console, [.. sims.Select(s => s.Id)], order);

    private static async Task<OpenedChanges> OpenAsync(TestConsole console, long[] sims, StatusOrder order)
    {
        OpenedChanges? opened = null;
        await using var db = console.OpenDb();
        await db.InTransactionAsync(async after => opened = await console.Get<StatusChangeService>().OpenManyAsync(db, sims, order, after, Token), Token);
        return opened!;
    }

    private static async Task OpenSingleAsync(TestConsole console, SimRow row, StatusOrder order)
    {
        await using var db = console.OpenDb();
        await db.InTransactionAsync(async after =>
        {
            var sim = await db.Sims.SingleAsync(s => s.Id == row.Id, Token);
            var changes = console.Get<StatusChangeService>();
            changes.Open(db, sim, order, after);
            await changes.SupersedeRepairsAsync(db, [sim.Id], Token);
            sim.Version++;
            await db.SaveChangesAsync(Token);
        }, Token);
    }

    /// <summary>One Sim of each status that is not scheduled, in a Fleet and without, and one that is scheduled.</summary>
    private static async Task<SimRow[]> AddOneOfEachAsync(TestConsole console)
    {
        var fleet = await console.AddFleetAsync("meters");
        var sims = new List<SimRow>();
        foreach (var status in SimStatuses.All.Where(s => s != SimStatus.Scheduled))
        {
            sims.Add(await console.AddSimAsync(status, fleet));
        }

        sims.Add(await console.AddSimAsync());
        var scheduled = await console.AddSimAsync(SimStatus.Active, fleet);
        await console.AskAsync(scheduled, SimStatus.Inactive);
        sims.Add(await console.RowAsync(scheduled));
        return [.. sims];
    }

    private static async Task<long[]> AddManyAsync(TestConsole console, int count)
    {
        var fleet = await console.AddFleetAsync("meters");
        await using var db = console.OpenDb();
        var now = console.Time.Now();
        Sim[] sims = [.. Enumerable.Range(1, count).Select(i => new Sim
        {
            Id = i,
            Iccid = $"8988307001{i:D9}",
            FleetId = fleet.Id,
            Status = SimStatus.Active,
            StatusChangedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        })];
        await db.InTransactionAsync(() => db.InsertManyAsync(sims, Token), Token);
        return [.. sims.Select(s => s.Id)];
    }

    private static async Task AddRepairAsync(TestConsole console, SimRow sim, StatusChangeState state)
    {
        await using var db = console.OpenDb();
        db.StatusChanges.Add(new StatusChange
        {
            SimId = sim.Id,
            Kind = StatusChangeKind.Reconcile,
            FromStatus = sim.Status,
            ToStatus = sim.Status,
            RequestedBy = Actor.Network.Name,
            Source = Actor.Network.Source,
            State = state,
            QueuedAt = console.Time.Now(),
            DueAt = console.Time.Now(),
        });
        await db.SaveChangesAsync(Token);
    }

    private static async Task<string> WithoutSidsAsync(TestConsole console)
    {
        var rows = await console.AllRowsAsync();
        await using var db = console.OpenDb();
        foreach (var sid in await db.Sims.OrderBy(s => s.Id).Select(s => s.Sid).ToListAsync(Token))
        {
            rows = rows.Replace(sid, "HS", StringComparison.Ordinal);
        }

        return rows;
    }

    private static async Task AssertInvariantAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        Assert.Equal(0, await db.Sims.CountAsync(s => (s.Status == SimStatus.Scheduled)
            != db.StatusChanges.Any(c => c.SimId == s.Id && c.EndedAt == null && c.Kind == StatusChangeKind.Requested), Token));
        Assert.False(await db.StatusChanges.Where(c => c.EndedAt == null && c.Kind == StatusChangeKind.Requested).GroupBy(c => c.SimId).AnyAsync(g => g.Count() > 1, Token));
    }
}
