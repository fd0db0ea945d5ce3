using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Telemetry;

namespace SimConsole.Tests.Telemetry;

public sealed class WorkloadTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_change_that_is_tried_again_and_again_grows_as_old_as_it_is()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        await _console.AskAsync(sim, SimStatus.Inactive);
        for (var i = 0; i < 4; i++)
        {
            await _console.Worker.WorkOnceAsync(Token);
            _console.Time.Advance(TimeSpan.FromSeconds(20));
        }

        var work = await _console.Get<WorkloadReader>().ReadAsync(Token);

        Assert.Equal(TimeSpan.FromSeconds(80), work.Age(StatusChangePriority.Single));
        Assert.Equal(new OpenWork(StatusChangePriority.Single, StatusChangeState.Queued, 1), Assert.Single(work.Open));
    }

    [Fact]
    public async Task What_is_asked_for_by_very_many_is_asked_once_and_no_scrape_waits_for_who_is_silent()
    {
        var (asked, answer) = (0, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        var latest = new Latest<string>(
            () =>
            {
                Interlocked.Increment(ref asked);
                return answer.Task;
            },
            TimeSpan.FromSeconds(5),
            _console.Time);
        var many = Enumerable.Range(0, 50).Select(_ => latest.ReadAsync(TimeSpan.FromSeconds(1), Token)).ToList();
        await Wait.UntilAsync(() => Volatile.Read(ref asked) == 1);
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(many), Assert.Null);

        answer.SetResult("well");
        Assert.Equal("well", await latest.ReadAsync(TimeSpan.FromSeconds(1), Token));
        Assert.Equal(1, asked);

        _console.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("well", await latest.ReadAsync(TimeSpan.FromSeconds(1), Token));
        await Wait.UntilAsync(() => Volatile.Read(ref asked) == 2);
    }
}
