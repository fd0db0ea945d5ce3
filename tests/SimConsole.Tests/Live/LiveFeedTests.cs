using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Live;

public sealed class LiveFeedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new LiveFeed(_time, NullLogger<LiveFeed>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_told_after_it_is_committed()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        var written = new BlockingCollection<(SimChanged Event, SimRow Row)>();
        using var watch = console.Get<LiveFeed>().WatchSims(async batch => written.Add((batch[0], (await console.SimReader.FindAsync(sim.Sid, FleetScope.All, CancellationToken.None))!), Token));
        watch.Show([sim.Id]);

        await console.AskAsync(sim, SimStatus.Inactive);
        Compare(written.Take(Token), SimStatus.Scheduled, SimStatus.Inactive);
        await console.WorkAsync();
        await Wait.UntilAsync(() =>
        {
            console.Time.Advance(LiveFeed.Interval);
            return Task.FromResult(written.Count > 0);
        });
        Compare(written.Take(Token), SimStatus.Inactive, null);

        static void Compare((SimChanged Event, SimRow Row) both, SimStatus status, SimStatus? target)
        {
            Assert.Equal((status, target), (both.Event.Status, both.Event.TargetStatus));
            Assert.Equal((status, target, both.Event.Version), (both.Row.Status, both.Row.TargetStatus, both.Row.Version));
        }
    }

    [Fact]
    public async Task Who_watches_everything_hears_of_every_sim()
    {
        var inbox = new Inbox(_time);
        using var watch = _feed.WatchEverything(inbox.Receive);

        _feed.Publish([Change(1, 1), Change(2, 1)]);

        Assert.Equal([1, 2], (await inbox.NextAsync(2)).Select(c => c.SimId).Order());
        Assert.Equal(_time.GetUtcNow(), _feed.LastPublishedAt!.Value, LiveFeed.Interval * 5);
    }

    [Fact]
    public async Task Who_shows_some_sims_hears_of_those_and_of_no_others()
    {
        var inbox = new Inbox(_time);
        using var watch = _feed.WatchSims(inbox.Receive);

        _feed.Publish([Change(1, 1)]);
        watch.Show([1, 2]);
        _feed.Publish([Change(2, 1), Change(3, 1)]);
        Assert.Equal([2], (await inbox.NextAsync()).Select(c => c.SimId));
        watch.Show([2, 3]);
        _feed.Publish([Change(1, 2), Change(2, 2), Change(3, 2)]);
        Assert.Equal([2, 3], (await inbox.NextAsync(2)).Select(c => c.SimId).Order());
    }

    [Fact]
    public async Task What_waits_for_a_sim_that_is_no_longer_shown_is_dropped()
    {
        var inbox = new Inbox(_time);
        using var watch = _feed.WatchSims(inbox.Receive);
        watch.Show([1, 2]);
        _feed.Publish([Change(1, 1)]);
        await inbox.NextAsync();

        _feed.Publish([Change(1, 2), Change(2, 2)]);
        watch.Show([2]);

        Assert.Equal([2], (await inbox.NextAsync()).Select(c => c.SimId));
    }

    [Fact]
    public async Task After_disposal_nothing_arrives_not_even_what_waits()
    {
        var (everything, some, control) = (new Inbox(_time), new Inbox(_time), new Inbox(_time));
        var watchEverything = _feed.WatchEverything(everything.Receive);
        var watchSome = _feed.WatchSims(some.Receive);
        using var watchControl = _feed.WatchEverything(control.Receive);
        watchSome.Show([1]);
        _feed.Publish([Change(1, 1)]);
        await everything.NextAsync();
        await some.NextAsync();
        await control.NextAsync();

        _feed.Publish([Change(1, 2)]);
        for (var i = 0; i < 2; i++)
        {
            watchEverything.Dispose();
            watchSome.Dispose();
        }

        _feed.Publish([Change(1, 3)]);
        Assert.Equal(3, Assert.Single(await control.NextAsync()).Version);
        await InboxesAreQuietAsync();

        async Task InboxesAreQuietAsync()
        {
            // The control watcher is served by the same clock: once it has had two more batches, the others had their chance.
            for (var version = 4; version < 6; version++)
            {
                _feed.Publish([Change(1, version)]);
                await control.NextAsync();
            }

            Assert.Equal((0, 0), (everything.Count, some.Count));
        }
    }

    [Fact]
    public async Task A_watcher_that_throws_or_hangs_harms_nobody()
    {
        var inbox = new Inbox(_time);
        var hangs = new TaskCompletionSource();
        var thrown = 0;
        using var throwing = _feed.WatchEverything(_ => throw new InvalidOperationException($"{Interlocked.Increment(ref thrown)}"));
        using var hanging = _feed.WatchEverything(_ => hangs.Task);
        using var watch = _feed.WatchEverything(inbox.Receive);

        for (var version = 1; version <= 3; version++)
        {
            _feed.Publish([Change(1, version)]);
            Assert.Equal(version, Assert.Single(await inbox.NextAsync()).Version);
        }

        await Wait.UntilAsync(() => thrown >= 2);
        hangs.SetResult();
    }

    [Fact]
    public void No_subscription_outlives_its_watch()
    {
        for (var i = 0; i < 1_000; i++)
        {
            using var watch = _feed.WatchSims(_ => Task.CompletedTask);
            using var everything = _feed.WatchEverything(_ => Task.CompletedTask);
            watch.Show(Enumerable.Range(i, 10).Select(id => (long)id));
            watch.Show(Enumerable.Range(i + 5, 10).Select(id => (long)id));
        }

        Assert.Equal(0, _feed.Subscriptions);
    }

    [Fact]
    public async Task Watches_that_come_and_go_at_once_leave_nothing_behind()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    using var watch = _feed.WatchSims(_ => Task.CompletedTask);
                    watch.Show([1, 2, 3]);
                }
            },
            Token)));

        Assert.Equal(0, _feed.Subscriptions);
    }

    [Fact]
    public void A_watch_that_was_disposed_shows_nothing_more()
    {
        var watch = _feed.WatchSims(_ => Task.CompletedTask);
        watch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => watch.Show([1]));
        Assert.Equal(0, _feed.Subscriptions);
    }

    internal static SimChanged Change(long simId, long version, bool details = false) =>
        new(simId, "HS", SimStatus.Active, null, DateTimeOffset.UnixEpoch, version, details);
}
