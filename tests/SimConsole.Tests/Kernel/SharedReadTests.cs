using Microsoft.Extensions.Time.Testing;
using SimConsole.Live;

namespace SimConsole.Tests.Kernel;

public sealed class SharedReadTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SharedRead<string> _shared;
    private int _readings;
    private Func<Task> _reading = () => Task.CompletedTask;

    public SharedReadTests() => _shared = new(ReadAsync, TimeSpan.FromSeconds(1), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_ask_within_a_second_share_the_next_reading()
    {
        Assert.Equal("1", await _shared.ReadAsync(Token));
        var callers = Enumerable.Range(0, 100).Select(_ => _shared.ReadAsync(Token)).ToArray();
        _time.Advance(TimeSpan.FromMilliseconds(900));
        await Task.Delay(50, Token);
        Assert.All(callers, caller => Assert.False(caller.IsCompleted));

        Assert.All(await InTimeAsync(Task.WhenAll(callers)), text => Assert.Equal("2", text));
        Assert.Equal(2, _readings);
    }

    [Fact]
    public async Task Who_asks_during_a_reading_gets_the_next_one()
    {
        var slow = new TaskCompletionSource();
        _reading = () => slow.Task;
        var first = _shared.ReadAsync(Token);
        await Wait.UntilAsync(() => _readings == 1);
        var second = _shared.ReadAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(50, Token);
        Assert.Equal(1, _readings);

        slow.SetResult();

        Assert.Equal(("1", "2"), (await first, await InTimeAsync(second)));
    }

    [Fact]
    public async Task A_reading_that_fails_is_not_the_end()
    {
        _reading = () => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _shared.ReadAsync(Token));
        Assert.Null(_shared.Recent);

        _reading = () => Task.CompletedTask;
        Assert.Equal("2", await InTimeAsync(_shared.ReadAsync(Token)));
        Assert.Equal("2", _shared.Recent);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_reading_to_the_others()
    {
        await _shared.ReadAsync(Token);
        using var gone = new CancellationTokenSource();
        var (impatient, patient) = (_shared.ReadAsync(gone.Token), _shared.ReadAsync(Token));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal("2", await InTimeAsync(patient));
    }

    [Fact]
    public async Task What_was_read_is_recent_for_a_second()
    {
        Assert.Null(_shared.Recent);
        await _shared.ReadAsync(Token);
        Assert.Equal("1", _shared.Recent);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_shared.Recent);
    }

    /// <summary>Waits while the clock goes on.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> task)
    {
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(task.IsCompleted);
        });
        return await task;
    }

    private async Task<string> ReadAsync()
    {
        var reading = Interlocked.Increment(ref _readings);
        await _reading();
        return reading.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
