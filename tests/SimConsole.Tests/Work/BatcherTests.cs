using System.Collections.Concurrent;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

public sealed class BatcherTests
{
    private readonly ConcurrentQueue<int[]> _turns = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_alone_is_answered_alone()
    {
        var batcher = new Batcher<int, int>(10, 1, AnswerAsync);
        Assert.Equal(2, await batcher.AskAsync(1, Token));
        Assert.Equal(4, await batcher.AskAsync(2, Token));
        Assert.Equal([[1], [2]], _turns);
    }

    [Fact]
    public async Task Those_who_ask_while_one_is_answered_share_the_next_turns()
    {
        var batcher = new Batcher<int, int>(3, 1, FirstWaitsAsync);
        var all = Enumerable.Range(0, 8).Select(i => batcher.AskAsync(i, Token)).ToList();
        _first.SetResult();
        Assert.Equal(Enumerable.Range(0, 8).Select(i => 2 * i), await Task.WhenAll(all));
        Assert.Equal([[0], [1, 2, 3], [4, 5, 6], [7]], _turns);
    }

    [Fact]
    public async Task What_fails_for_several_is_asked_for_each_and_fails_for_those_only_for_whom_it_does()
    {
        var batcher = new Batcher<int, int>(10, 1, async asked =>
        {
            var answers = await FirstWaitsAsync(asked);
            return asked.Contains(3) ? throw new InvalidOperationException("not 3") : answers;
        });
        var all = Enumerable.Range(0, 5).Select(i => batcher.AskAsync(i, Token)).ToList();
        _first.SetResult();
        Assert.Equal("not 3", (await Assert.ThrowsAsync<InvalidOperationException>(() => all[3])).Message);
        Assert.Equal("0 2 4 8", string.Join(' ', await Task.WhenAll(all.Where((_, i) => i != 3))));
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer_and_keeps_nobody_from_an_answer()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var batcher = new Batcher<int, int>(10, 1, FirstWaitsAsync);
        var (first, second, third) = (batcher.AskAsync(0, Token), batcher.AskAsync(1, stop.Token), batcher.AskAsync(2, Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _first.SetResult();
        Assert.Equal((0, 4), (await first, await third));
    }

    [Fact]
    public async Task Of_many_who_come_and_go_none_is_left_without_an_answer()
    {
        var batcher = new Batcher<int, int>(5, 2, AnswerAsync);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                Assert.Equal(2 * i, await batcher.AskAsync(i, Token));
            }

            return thread;
        })));
        Assert.Equal(8, all.Length);
        Assert.Equal(8_000, _turns.Sum(turn => turn.Length));
    }

    private async Task<IReadOnlyList<int>> AnswerAsync(IReadOnlyList<int> asked)
    {
        _turns.Enqueue([.. asked]);
        await Task.Yield();
        return [.. asked.Select(i => 2 * i)];
    }

    private async Task<IReadOnlyList<int>> FirstWaitsAsync(IReadOnlyList<int> asked)
    {
        if (_turns.IsEmpty)
        {
            _turns.Enqueue([.. asked]);
            await _first.Task;
            return [.. asked.Select(i => 2 * i)];
        }

        return await AnswerAsync(asked);
    }
}
