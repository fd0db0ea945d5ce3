using SimConsole.Work;

namespace SimConsole.Tests.Work;

/// <summary>How a lane of a worker ends.</summary>
public sealed class WorkerLaneTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A driver may tell of a cancelled command as of a fault of its own. A lane that fails ends its host.</summary>
    [Theory]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TimeoutException))]
    public async Task A_lane_that_is_stopped_ends_quietly_whatever_its_work_says(Type fault)
    {
        var told = new List<Exception>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var begun = new TaskCompletionSource();
        var lane = new WorkerLane(null, TimeProvider.System, told.Add).RunAsync(async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw (Exception)Activator.CreateInstance(fault)!;
        }, stop.Token);
        await begun.Task.WaitAsync(Token);

        await stop.CancelAsync();

        await lane.WaitAsync(Wait.Limit, Token);
        Assert.Empty(told);
    }
}
