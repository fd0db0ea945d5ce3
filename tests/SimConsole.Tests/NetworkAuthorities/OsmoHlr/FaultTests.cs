using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>Whatever happens to a real HLR in the middle of a thousand changes: afterwards it does what the console says of every Sim, and nothing is scheduled.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Sims = 1_000;

    private RunningHlr _hlr = null!;
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hlr = await RunningHlr.StartAsync();
        _console = await TestConsole.StartAsync(
            ("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", _hlr.Address), ("Network:OsmoHlr:Timeout", "00:00:03"), ("StatusChanges:BatchSize", "100"));
        _fleet = await _console.AddFleetAsync("meters");
        await AddSimsAsync();
        while (await _console.Get<Enroller>().EnrolOnceAsync(Token) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _hlr.DisposeAsync();
    }

    [Fact]
    public Task Killed_and_started_again() => this.PlayAsync(async () =>
    {
        await OrderAllAsync(SimStatus.Active);
        var working = _console.WorkAsync();
        await UntilSomeEndedAsync();
        await _hlr.KillAsync();
        await working;
        Assert.True(await OpenAsync() > 0);

        await _hlr.StartAgainAsync();
        await AssertAllAgreeAsync(SimStatus.Active);
    });

    [Fact]
    public Task Standing_still_for_longer_than_the_time_out() => this.PlayAsync(async () =>
    {
        await OrderAllAsync(SimStatus.Active);
        var working = _console.WorkAsync();
        await UntilSomeEndedAsync();
        await _hlr.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(3.5), Token);
        await _hlr.SignalAsync("CONT");
        await working;

        await AssertAllAgreeAsync(SimStatus.Active);
    });

    [Fact]
    public Task Its_database_held_by_somebody_else() => this.PlayAsync(async () =>
    {
        await OrderAllAsync(SimStatus.Active);
        await using (var other = new SqliteConnection($"Data Source={_hlr.DatabasePath};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync(Token);
            await _console.WorkAsync();
            var waiting = await _console.ChangesAsync();
            Assert.All(waiting, c => Assert.Null(c.EndedAt));
            Assert.Contains("An error has occurred.", waiting[0].Failure, StringComparison.Ordinal);
        }

        await AssertAllAgreeAsync(SimStatus.Active);
    });

    [Fact]
    public Task Subscribers_deleted_behind_its_back_while_they_are_switched() => this.PlayAsync(async () =>
    {
        await OrderAllAsync(SimStatus.Active);
        var working = _console.WorkAsync();
        using (var probe = await CtrlProbe.ConnectAsync(_hlr.Address))
        {
            for (var i = 1; i <= Sims; i += 10)
            {
                await probe.SetAsync("subscriber.delete", ImsiOf(i));
            }
        }

        await working;
        await SettleAsync();
        await _console.CompareAsync();
        foreach (var drift in (await _console.Get<DriftReader>().ListAsync(Sims, FleetScope.All, Token)).Where(d => d.State == DriftState.Waiting))
        {
            Assert.Null(await _console.Get<DriftService>().SwitchOnAsync(drift.Id, TestConsole.Someone, Token));
        }

        await AssertAllAgreeAsync(SimStatus.Active);
    });

    [Fact]
    public Task Away_until_the_deadline_the_changes_fail_and_a_loss_goes_first_when_it_is_back() => this.PlayAsync(async () =>
    {
        await OrderAllAsync(SimStatus.Active);
        await _console.WorkAsync();
        await _hlr.KillAsync();
        await OrderAllAsync(SimStatus.Inactive, StatusChangePriority.Bulk, except: 1);
        await OrderAllAsync(SimStatus.Inactive, StatusChangePriority.LossReport, only: 1);
        for (var tries = 0; tries < 4; tries++)
        {
            await _console.WorkAsync();
            _console.Time.Advance(TimeSpan.FromSeconds(2));
        }

        var waiting = (await _console.ChangesAsync()).Where(c => c.EndedAt is null).ToList();
        Assert.Equal(Sims, waiting.Count);
        Assert.All(waiting, c => Assert.Contains("could not be asked", c.Failure, StringComparison.Ordinal));

        await _hlr.StartAgainAsync();
        await _console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        Assert.Equal(StatusChangePriority.LossReport, Assert.Single(await _console.ChangesAsync(), c => c.ToStatus == SimStatus.Inactive && c.EndedAt is not null).Priority);

        await _hlr.KillAsync();
        await _console.RunOutOfTimeAsync();
        await _console.WorkAsync();
        Assert.All((await _console.ChangesAsync()).Where(c => c is { Kind: StatusChangeKind.Requested, Priority: StatusChangePriority.Bulk, ToStatus: SimStatus.Inactive }), c => Assert.StartsWith("Not confirmed by its deadline.", c.Failure, StringComparison.Ordinal));
        await _hlr.StartAgainAsync();
        await SettleAsync();
        await _console.CompareAsync();
        await AssertNoDifferenceAsync();
    });

    private static string ImsiOf(int i) => $"00101{i:D10}";

    private async Task AddSimsAsync()
    {
        var now = _console.Time.Now();
        await using var db = _console.OpenDb();
        db.Sims.AddRange(Enumerable.Range(1, Sims).Select(i =>
        {
            var digits = $"898830700{i:D10}";
            return new Sim { Iccid = digits + Iccid.CheckDigit(digits), Imsi = ImsiOf(i), FleetId = _fleet.Id, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        }));
        await db.SaveChangesAsync(Token);
    }

    private async Task OrderAllAsync(SimStatus status, StatusChangePriority priority = StatusChangePriority.Single, long? only = null, long? except = null)
    {
        await using var db = _console.OpenDb();
        var ids = await db.Sims.Where(s => (only == null || s.Id == only) && s.Id != except).Select(s => s.Id).ToListAsync(Token);
        await db.InTransactionAsync(
            async after => Assert.Equal(0, (await _console.Get<StatusChangeService>().OpenManyAsync(db, ids, new StatusOrder(status, TestConsole.Someone.Actor) { Priority = priority }, after, Token)).Skipped), Token);
    }

    private async Task<int> OpenAsync()
    {
        await using var db = _console.OpenDb();
        return await db.StatusChanges.CountAsync(c => c.EndedAt == null, Token);
    }

    private Task UntilSomeEndedAsync() => Wait.UntilAsync(async () => await OpenAsync() <= Sims - 100);

    /// <summary>Time goes by, and everything that is due is tried again.</summary>
    private async Task SettleAsync()
    {
        for (var tries = 0; tries < 8 && await OpenAsync() > 0; tries++)
        {
            _console.Time.Advance(TimeSpan.FromSeconds(31));
            await _console.WorkAsync();
        }

        Assert.Equal(0, await OpenAsync());
    }

    private async Task AssertAllAgreeAsync(SimStatus status)
    {
        await SettleAsync();
        await using var db = _console.OpenDb();
        Assert.Equal(Sims, await db.Sims.CountAsync(s => s.Status == status, Token));
        await AssertNoDifferenceAsync();
    }

    private async Task AssertNoDifferenceAsync()
    {
        using var probe = await CtrlProbe.ConnectAsync(_hlr.Address);
        await using var db = _console.OpenDb();
        var differences = new List<string>();
        foreach (var sim in await db.Sims.AsNoTracking().ToListAsync(Token))
        {
            Assert.NotEqual(SimStatus.Scheduled, sim.Status);
            var service = await probe.PacketServiceAsync(sim.Imsi!);
            if (service != (sim.Status.MayConnect() ? "1" : "0"))
            {
                differences.Add($"{sim.Imsi}: {sim.Status}, and the HLR says {service ?? "nothing"}");
            }
        }

        Assert.Empty(differences);
    }
}
