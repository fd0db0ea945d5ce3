using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Callbacks;

/// <summary>
/// Delivers what is due. Each host has a lane of its own with a few requests in flight, so that a receiver that is slow or dead delays nobody else;
/// hosts that did not answer last time share a part of all requests in flight. They, and new hosts, are tried with one request at a time.
/// </summary>
public sealed partial class CallbackWorker(
    CallbackQueue queue,
    CallbackSender sender,
    CallbackRecorder recorder,
    CallbackSignal signal,
    DatabaseCondition condition,
    TimeProvider time,
    IOptions<StatusChangeOptions> work,
    ILogger<CallbackWorker> log) : BackgroundService
{
    /// <summary>The most requests in flight at one host.</summary>
    public const int PerHost = 4;

    /// <summary>The most requests in flight.</summary>
    public const int InFlight = 64;

    /// <summary>How many callbacks are taken at a time for each request that may be in flight.</summary>
    private const int ClaimPerRequest = 4;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, CallbackLane> _lanes = new();
    private readonly SemaphoreSlim _all = new(InFlight);
    private readonly SemaphoreSlim _silent = new(InFlight / 2);

    /// <summary>Delivers what is due now, and what becomes due through that. Returns how many attempts were made.</summary>
    public async Task<int> WorkOnceAsync(CancellationToken token)
    {
        var made = await Task.WhenAll((await DueHostsAsync(token)).SelectMany(host => Start(host, token)));
        await recorder.IdleAsync();
        return made.Sum();
    }

    public override void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }

        _all.Dispose();
        _silent.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => work.Value.Work ? LookAsync(stoppingToken) : Task.CompletedTask;

    private async Task LookAsync(CancellationToken stop)
    {
        var lane = new WorkerLane(signal, time, LogInterrupted);
        await lane.RunAsync(async token =>
        {
            if (condition.Trouble is not null)
            {
                // The outcome of what is sent now could not be written, so it would be sent again.
                return LongestSleep;
            }

            foreach (var host in await DueHostsAsync(token))
            {
                _ = Start(host, token);
            }

            var sleep = lane.Until(await queue.NextDueAsync(token), LongestSleep);
            await Task.Delay(BetweenLooks, time, token);
            return sleep;
        }, stop);
        await recorder.IdleAsync();
    }

    private async Task<IReadOnlyList<string>> DueHostsAsync(CancellationToken token)
    {
        var hosts = await queue.DueHostsAsync(token);
        return hosts.Count > 0 || await queue.RecallAsync(token) == 0 ? hosts : await queue.DueHostsAsync(token);
    }

    /// <summary>Fills up the lane of a host with as many requests as it may have in flight.</summary>
    private List<Task<int>> Start(string host, CancellationToken token)
    {
        var lane = _lanes.GetOrAdd(host, name => new CallbackLane(name));
        var started = new List<Task<int>>();
        while (lane.TryEnter())
        {
            started.Add(Task.Run(() => SendAsync(lane, token), CancellationToken.None));
        }

        return started;
    }

    private async Task<int> SendAsync(CallbackLane lane, CancellationToken token)
    {
        var made = 0;
        try
        {
            while (await lane.NextAsync(ClaimAsync, token) is { } claimed)
            {
                made += await DeliverAsync(lane, claimed, token) ? 1 : 0;
                if (lane.LeftAsTooMany())
                {
                    return made;
                }
            }
        }
        catch (Exception exception) when (!token.IsCancellationRequested)
        {
            LogInterrupted(exception);
            foreach (var left in await lane.EmptyAsync())
            {
                queue.Abandon(left);
            }
        }
        catch (OperationCanceledException)
        {
            // The process is ending. What was in flight is delivered again by another process, once it finds that this one has ended.
        }

        lane.Leave();
        return made;

        async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync()
        {
            var most = ClaimPerRequest * lane.Most;
            var claimed = await queue.ClaimAsync(lane.Host, most, token);
            if (claimed.Count > 0)
            {
                return claimed;
            }

            // What was sent just now may have made the next message due.
            await recorder.IdleAsync();
            return await queue.ClaimAsync(lane.Host, most, token);
        }
    }

    private async Task<bool> DeliverAsync(CallbackLane lane, ClaimedCallback claimed, CancellationToken token)
    {
        SemaphoreSlim[] turns = lane.Silent ? [_silent, _all] : [_all];
        var (taken, sent) = (0, false);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(token, claimed.Life);
        try
        {
            foreach (var turn in turns)
            {
                await turn.WaitAsync(life.Token);
                taken++;
            }

            if (!queue.MaySend(claimed))
            {
                return false;
            }

            var delivery = await sender.SendAsync(claimed, life.Token);
            lane.Note(delivery);
            _ = recorder.Add(claimed, delivery);
            return sent = true;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Another worker has it now.
            return false;
        }
        finally
        {
            if (!sent)
            {
                queue.Abandon(claimed);
            }

            foreach (var turn in turns.Take(taken))
            {
                turn.Release();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivering callbacks was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);
}
