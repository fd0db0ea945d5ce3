using Microsoft.EntityFrameworkCore;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Commands;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

/// <summary>What the engine of durable work holds, whatever the work is; see <c>src/Work/README.md</c>.</summary>
public sealed class DueRowsTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private TestConsole _other = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _other = _console.StartAnother();
        _sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("fleet"));
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_one_gets_each_row()
    {
        for (var i = 0; i < 50; i++)
        {
            await _console.SendAsync(_sim.Sms($"{i}"));
        }

        var claims = await Task.WhenAll(new[] { _console, _other, _console, _other }.Select(c => Task.Run(() => c.Get<CommandQueue>().ClaimAsync(Token))));

        var taken = claims.SelectMany(c => c?.Rows ?? []).Select(r => r.Id).ToList();
        Assert.Equal(50, taken.Count);
        Assert.Equal(50, taken.Distinct().Count());
        Assert.Null(await _console.Get<CommandQueue>().ClaimAsync(Token));
    }

    [Fact]
    public async Task Of_each_sim_only_the_first_open_row_is_taken_where_their_order_matters()
    {
        await OpenTwoUpdatesAsync();

        var first = Assert.Single((await _console.Get<SettingsUpdateQueue>().ClaimAsync(Token))!.Rows);
        Assert.Null(await _other.Get<SettingsUpdateQueue>().ClaimAsync(Token));
        await _console.Get<SettingsUpdateQueue>().EndAsync(await HeldAsync(), [new SettingsVerdict(first, new SettingsOutcome.Failed("No."))], Token);

        Assert.True(Assert.Single((await _other.Get<SettingsUpdateQueue>().ClaimAsync(Token))!.Rows).Id > first.Id);

        async Task<Claimed<ClaimedUpdate>> HeldAsync()
        {
            await using var db = _console.OpenDb();
            return new((await db.SettingsUpdates.SingleAsync(u => u.LeaseToken != null, Token)).LeaseToken!.Value, _console.Time.Now(), [first]);
        }
    }

    [Fact]
    public async Task Whoever_lost_a_lease_writes_nothing()
    {
        var sms = await _console.SendAsync(_sim.Sms());
        var (queue, other) = (_console.Get<CommandQueue>(), _other.Get<CommandQueue>());
        var lost = (await queue.ClaimAsync(Token))!;
        _console.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await other.ClaimAsync(Token));
        await _other.FindSilentAsync();
        var taken = (await other.ClaimAsync(Token))!;
        Assert.Null(await queue.NextDueAsync(Token));
        var written = -1;
        await queue.WriteAsync(lost.Token, lost.Rows, r => r.Id, async (db, held, _) =>
        {
            written = held.Count;
            await queue.SetAsync(db, lost.Token, [.. held.Select(r => r.Id)], set => set.SetProperty(c => c.Failure, "Mine."), Token);
        }, Token);
        Assert.Equal((0, null), (written, (await _console.AgainAsync(sms)).Failure));
        Assert.Equal(2, Assert.Single(taken.Rows).Attempts);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_nobody_goes_on_with_is_taken_by_whoever_comes_next(string kind)
    {
        await MakeDueAsync(kind);
        Assert.True(await ClaimAsync(_console, kind));
        await AbandonAsync(kind);
        Assert.False(await ClaimAsync(_other, kind));
        Assert.True(await ClaimAsync(_console, kind));
    }

    [Fact]
    public async Task A_worker_that_cannot_write_what_became_of_its_rows_lets_go_of_them()
    {
        await _console.AskAsync(_sim, SimStatus.Inactive);
        var (worker, authority) = StatusChanges.TestAuthority.In(_console);
        authority.Script = (_, _, _) => throw new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13);
        await Assert.ThrowsAnyAsync<Exception>(() => worker.WorkOnceAsync(Token));
        authority.Script = null;
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(_sim));
    }

    [Fact]
    public async Task Nobody_is_woken_by_what_was_rolled_back()
    {
        var (signal, queue) = (_console.Get<CommandSignal>(), _console.Get<CommandQueue>());
        var woken = signal.Next;
        await using var db = _console.OpenDb();
        await Assert.ThrowsAsync<LeaseLostException>(() => db.InTransactionAsync(async after =>
        {
            after.Wake(signal);
            await queue.SetAsync(db, Guid.NewGuid(), [1], set => set.SetProperty(c => c.Failure, "No."), Token);
        }, Token));
        Assert.False(woken.IsCompleted);

        await db.InTransactionAsync(
            after =>
            {
                after.Wake(signal);
                Assert.False(woken.IsCompleted);
                return Task.CompletedTask;
            },
            Token);
        Assert.True(woken.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_a_dead_process_had_taken_is_due_within_five_looks(string kind)
    {
        await MakeDueAsync(kind);
        await ClaimAsync(_other, kind);
        Assert.False(await ClaimAsync(_console, kind));

        // No time passes.
        await _console.FindSilentAsync();

        Assert.True(await ClaimAsync(_console, kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_clock_that_is_set_back_strands_nothing(string kind)
    {
        await MakeDueAsync(kind);
        _console.Time.AdjustTime(_console.Time.GetUtcNow() - TimeSpan.FromDays(40));
        Assert.False(await ClaimAsync(_console, kind));

        Assert.True(await RecallAsync(kind) > 0);
        Assert.True(await ClaimAsync(_console, kind));
        Assert.Equal(0, await RecallAsync(kind));
    }

    [Fact]
    public async Task A_change_that_was_recalled_is_recalled_again_when_the_clock_is_set_back_once_more()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("twice"));
        var beginning = _console.Time.GetUtcNow();
        _console.Time.AdjustTime(beginning + TimeSpan.FromDays(40));
        await _console.AskAsync(sim, SimStatus.Inactive);
        _console.Time.AdjustTime(beginning + TimeSpan.FromHours(1));
        Assert.Equal(1, await RecallAsync("status change"));
        _console.Time.AdjustTime(beginning);
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    public static TheoryData<string> Kinds => ["status change", "command", "settings update", "eSIM profile"];

    private async Task OpenTwoUpdatesAsync()
    {
        await using var db = _console.OpenDb();
        var now = _console.Time.Now();
        db.SettingsUpdates.AddRange(Enumerable.Range(0, 2).Select(_ => new SettingsUpdate
        {
            Sid = Sid.New(SettingsUpdate.SidPrefix),
            SimId = _sim.Id,
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = now,
            SecondsLeft = 600,
        }));
        await db.SaveChangesAsync(Token);
    }

    private Task MakeDueAsync(string kind) => kind switch
    {
        "status change" => _console.AskAsync(_sim, SimStatus.Inactive),
        "command" => _console.SendAsync(_sim.Sms()),
        "settings update" => OpenTwoUpdatesAsync(),
        _ => _console.Get<SimConsole.ESimProfiles.ESimProfileService>().OrderAsync(new(null, true), TestConsole.Someone, Token),
    };

    private static async Task<bool> ClaimAsync(TestConsole console, string kind) => kind switch
    {
        "status change" => await console.Get<StatusChangeQueue>().ClaimAsync(Token) is not null,
        "command" => await console.Get<CommandQueue>().ClaimAsync(Token) is not null,
        "settings update" => await console.Get<SettingsUpdateQueue>().ClaimAsync(Token) is not null,
        _ => await console.Get<SimConsole.ESimProfiles.ESimProfileQueue>().ClaimAsync(Token) is not null,
    };

    private async Task AbandonAsync(string kind)
    {
        await using var db = _console.OpenDb();
        IQueryable<DueRow> rows = kind switch
        {
            "status change" => db.StatusChanges,
            "command" => db.Commands,
            "settings update" => db.SettingsUpdates,
            _ => db.ESimProfiles,
        };
        var lease = (await rows.Where(r => r.LeaseToken != null).Select(r => r.LeaseToken).FirstAsync(Token))!.Value;
        switch (kind)
        {
            case "status change":
                _console.Get<StatusChangeQueue>().Abandon(lease);
                break;
            case "command":
                _console.Get<CommandQueue>().Abandon(lease);
                break;
            case "settings update":
                _console.Get<SettingsUpdateQueue>().Abandon(lease);
                break;
            default:
                _console.Get<SimConsole.ESimProfiles.ESimProfileQueue>().Abandon(lease);
                break;
        }
    }

    private Task<int> RecallAsync(string kind) => kind switch
    {
        "status change" => _console.Get<StatusChangeQueue>().RecallAsync(Token),
        "command" => _console.Get<CommandQueue>().RecallAsync(Token),
        "settings update" => _console.Get<SettingsUpdateQueue>().RecallAsync(Token),
        _ => _console.Get<SimConsole.ESimProfiles.ESimProfileQueue>().RecallAsync(Token),
    };
}
