using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Processes;
using SimConsole.Tests.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private TestConsole _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _other = _console.StartAnother();
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Fact]
    public async Task A_loss_report_does_not_wait_for_the_batch_of_a_dead_process()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token);
        Assert.NotNull(await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(sim));

        // No time passes.
        await _console.FindSilentAsync();
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    [Fact]
    public async Task A_process_that_beats_lives_whatever_its_clock_or_another_one_says()
    {
        var (mine, others) = (_console.Get<Heartbeat>(), _other.Get<Heartbeat>());
        var id = await _other.Get<ThisProcess>().IdAsync(Token);
        foreach (var step in new[] { TimeSpan.FromDays(40), TimeSpan.FromDays(-80), TimeSpan.FromHours(1), TimeSpan.Zero })
        {
            _console.Time.AdjustTime(_console.Time.GetUtcNow() + step);
            for (var looks = 0; looks < 3 * Heartbeat.SilentRounds; looks++)
            {
                if (looks % Heartbeat.SilentRounds == 0)
                {
                    await others.BeatAsync(Token);
                }

                await mine.LookAsync(Token);
            }
        }

        Assert.Contains(id, await ProcessesAsync());
        await _console.FindSilentAsync();
        Assert.Equal([await _console.Get<ThisProcess>().IdAsync(Token)], await ProcessesAsync());
    }

    [Fact]
    public async Task A_process_that_was_taken_for_dead_comes_back_as_another()
    {
        var before = await _other.Get<ThisProcess>().IdAsync(Token);
        await _console.FindSilentAsync();

        await _other.Get<Heartbeat>().BeatAsync(Token);

        var after = await _other.Get<ThisProcess>().IdAsync(Token);
        Assert.NotEqual(before, after);
        Assert.Equal([await _console.Get<ThisProcess>().IdAsync(Token), after], await ProcessesAsync());
    }

    [Fact]
    public void A_process_that_stands_still_before_it_has_first_looked_sends_nothing_either()
    {
        var process = _console.Get<ThisProcess>();
        _console.Get<Heartbeat>().Begin();
        Assert.False(process.IsFenced);

        _console.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.True(process.IsFenced);
    }

    [Fact]
    public async Task A_process_that_was_alone_when_it_stood_still_finds_out_that_it_was_taken_for_dead()
    {
        var process = _other.Get<ThisProcess>();
        await _other.Get<Heartbeat>().RoundAsync(Token);
        var (before, life) = (await process.IdAsync(Token), process.Life);
        await _console.FindSilentAsync();
        Assert.DoesNotContain(before, await ProcessesAsync());

        await _other.Get<Heartbeat>().RoundAsync(Token);

        Assert.True(life.IsCancellationRequested);
        Assert.Contains(await process.IdAsync(Token), await ProcessesAsync());
    }

    [Fact]
    public async Task A_process_that_was_taken_for_dead_takes_nothing_before_it_has_come_back()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _other.Get<Heartbeat>().RoundAsync(Token);
        await _console.FindSilentAsync();
        await _console.AskAsync(sim, SimStatus.Inactive);

        Assert.Empty((await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!.Rows);
        await _other.Get<Heartbeat>().RoundAsync(Token);

        Assert.Single((await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!.Rows);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(0, 1)]
    [InlineData(0, -40)]
    public async Task A_process_that_may_have_stood_still_sends_nothing_until_it_has_looked(int seconds, int days)
    {
        var (process, heart) = (_console.Get<ThisProcess>(), _console.Get<Heartbeat>());
        await heart.RoundAsync(Token);
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(process.IsFenced);

        _console.Time.Advance(TimeSpan.FromSeconds(seconds));
        _console.Time.AdjustTime(_console.Time.GetUtcNow() + TimeSpan.FromDays(days));
        Assert.True(process.IsFenced);

        await heart.RoundAsync(Token);
        Assert.False(process.IsFenced);
    }

    [Fact]
    public async Task A_process_that_was_taken_for_dead_ends_what_it_was_at()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.AskAsync(sim, SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(_other);
        var (asked, given) = (new TaskCompletionSource(), new TaskCompletionSource());
        authority.Script = async (_, _, life) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, life).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            given.SetResult();
            throw new OperationCanceledException(life);
        };
        var working = worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await asked.Task.WaitAsync(Wait.Limit, Token);

        await _console.FindSilentAsync();
        await _console.WorkAsync();
        await _other.Get<Heartbeat>().BeatAsync(Token);
        await given.Task.WaitAsync(Wait.Limit, Token);
        await working.WaitAsync(Wait.Limit, Token);

        Assert.Equal((SimStatus.Inactive, false), (await _console.StatusAsync(sim), await _console.MayAttachAsync(sim)));
    }

    [Fact]
    public async Task What_is_held_by_a_process_that_nobody_knows_is_let_go_of_by_the_next_that_starts()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.AskAsync(sim, SimStatus.Inactive);
        Assert.NotNull(await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));
        await using (var db = _console.OpenDb())
        {
            await db.RunningProcesses.ExecuteDeleteAsync(Token);
        }

        await _console.Get<Heartbeat>().LookAsync(Token);
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    [Fact]
    public async Task What_a_killed_process_was_at_is_let_go_of_at_the_first_look_of_another_on_its_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells of the processes of a machine.");
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.AskAsync(sim, SimStatus.Inactive);
        using var killed = ConsoleProcess.Start(_console.Database, ("StatusChanges:Work", "false"));
        await killed.ServesAsync();
        await Wait.UntilAsync(async () => (await ProcessesAsync()).Count > 0);
        var id = Assert.Single(await ProcessesAsync());
        Assert.NotNull(await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));
        await using (var db = _console.OpenDb())
        {
            await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.ProcessId, id), Token);
        }

        await _console.Get<Heartbeat>().LookAsync(Token);
        Assert.Contains(id, await ProcessesAsync());
        killed.Kill();
        await _console.Get<Heartbeat>().LookAsync(Token);
        await _console.WorkAsync();

        Assert.DoesNotContain(id, await ProcessesAsync());
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    [Fact]
    public async Task A_process_of_another_machine_or_none_that_is_known_is_judged_by_its_silence_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells of the processes of a machine.");
        var id = await _other.Get<ThisProcess>().IdAsync(Token);
        using var gone = await GoneAsync();
        var here = Machine.Place(gone.Id, "1");
        var (otherNumbers, otherBoot) = (here.Replace("pid:[", "pid:[1", StringComparison.Ordinal), $"{Guid.NewGuid()}{here[36..]}");
        foreach (var elsewhere in new[] { otherNumbers, otherBoot, "somewhere else", "", null })
        {
            await using var db = _console.OpenDb();
            await db.RunningProcesses.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Place, elsewhere), Token);
            await _other.Get<Heartbeat>().BeatAsync(Token);
            for (var looks = 0; looks < Heartbeat.SilentRounds; looks++)
            {
                await _console.Get<Heartbeat>().LookAsync(Token);
            }

            Assert.Contains(id, await ProcessesAsync());
        }

        await _console.Get<Heartbeat>().LookAsync(Token);
        Assert.DoesNotContain(id, await ProcessesAsync());
    }

    [Fact]
    public async Task A_process_that_stops_lets_go_at_once()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.AskAsync(sim, SimStatus.Inactive);
        Assert.NotNull(await _other.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));

        await _other.Get<Heartbeat>().StopAsync(Token);
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    private static async Task<Process> GoneAsync()
    {
        var process = Process.Start("true");
        await process.WaitForExitAsync(Token);
        return process;
    }

    private async Task<List<long>> ProcessesAsync()
    {
        await using var db = _console.OpenDb();
        return await db.RunningProcesses.OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(Token);
    }
}
