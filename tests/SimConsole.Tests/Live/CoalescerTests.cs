using Microsoft.Extensions.Time.Testing;
using SimConsole.Live;
using static SimConsole.Tests.Live.LiveFeedTests;

namespace SimConsole.Tests.Live;

public sealed class CoalescerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_first_event_goes_out_at_once_and_the_next_a_tenth_of_a_second_later()
    {
        var (batches, first) = (new List<IReadOnlyList<SimChanged>>(), new TaskCompletionSource());
        var coalescer = new Coalescer(Receive, LiveFeed.Interval, _time, _ => { });

        coalescer.Add(Change(1, 1));
        await first.Task.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken);
        coalescer.Add(Change(1, 2));
        _time.Advance(LiveFeed.Interval - TimeSpan.FromMilliseconds(1));
        Assert.Single(batches);

        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return Task.FromResult(batches.Count == 2);
        });

        Task Receive(IReadOnlyList<SimChanged> batch)
        {
            batches.Add(batch);
            first.TrySetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Ten_thousand_events_are_a_few_batches_and_the_last_of_each_sim_is_among_them()
    {
        var inbox = new Inbox(_time);
        var coalescer = new Coalescer(inbox.Receive, LiveFeed.Interval, _time, _ => { });
        for (var i = 1; i <= 10_000; i++)
        {
            coalescer.Add(Change(i % 50, i));
        }

        var latest = new Dictionary<long, long>();
        var batches = 0;
        while (latest.Count < 50 || latest.Values.Min() <= 9_950)
        {
            batches++;
            foreach (var change in await inbox.NextAsync())
            {
                Assert.True(latest.GetValueOrDefault(change.SimId) < change.Version);
                latest[change.SimId] = change.Version;
            }
        }

        Assert.InRange(batches, 1, 3);
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public async Task Only_one_batch_is_under_way_however_slow_the_receiver()
    {
        var (underWay, most, received) = (0, 0, 0L);
        var coalescer = new Coalescer(ReceiveAsync, LiveFeed.Interval, _time, _ => { });

        for (var version = 1; version <= 20; version++)
        {
            coalescer.Add(Change(1, version));
            _time.Advance(LiveFeed.Interval);
            await Task.Yield();
        }

        await Wait.UntilAsync(() =>
        {
            _time.Advance(LiveFeed.Interval);
            return Task.FromResult(Interlocked.Read(ref received) == 20);
        });
        Assert.Equal(1, most);

        async Task ReceiveAsync(IReadOnlyList<SimChanged> batch)
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Delay(1, CancellationToken.None);
            Interlocked.Decrement(ref underWay);
            Interlocked.Exchange(ref received, batch[0].Version);
        }
    }

    [Fact]
    public void The_later_version_stands_whichever_arrives_last_and_no_detail_is_forgotten()
    {
        Assert.Equal(Change(1, 3, details: true), Change(1, 2, details: true).Then(Change(1, 3)));
        Assert.Equal(Change(1, 3, details: true), Change(1, 3).Then(Change(1, 2, details: true)));
        Assert.Equal(Change(1, 3), Change(1, 2).Then(Change(1, 3)));
    }
}
