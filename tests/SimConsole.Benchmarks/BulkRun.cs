using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>An order to switch many Sims off, previewed, committed and worked off by the console's own workers.</summary>
internal sealed class BulkRun : IDisposable
{
    public const string Reason = "Out of season";

    public static readonly Caller Someone = new(new Actor("operations", OrderSource.Console), PermissionSets.All, "The role Administrator", DateTimeOffset.MaxValue);

    private readonly BenchmarkConsole _console;
    private readonly TaskCompletionSource _ended = new();
    private readonly IDisposable _watch;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _left;

    private BulkRun(BenchmarkConsole console, int sims)
    {
        (_console, _left) = (console, sims);
        _watch = console.Get<LiveFeed>().WatchEverything(changes =>
        {
            if (Interlocked.Add(ref _left, -changes.Count(c => c.Status == SimStatus.Inactive)) <= 0)
            {
                _ended.TrySetResult();
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>The bulk change.</summary>
    public BulkChange Bulk { get; private set; } = null!;

    /// <summary>Seconds until the order was durable.</summary>
    public double Accepted { get; private set; }

    /// <summary>Whether the last Sim is confirmed.</summary>
    public bool Ended => _ended.Task.IsCompleted;

    /// <summary>Orders these Sims off; the workers are running.</summary>
    public static async Task<BulkRun> OrderAsync(BenchmarkConsole console, long[] ids)
    {
        var run = new BulkRun(console, ids.Length);
        var service = console.Get<BulkChangeService>();
        var preview = await service.PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen(ids), Reason: Reason), Someone, null, CancellationToken.None);
        run.Bulk = (await service.CommitAsync(preview.Value!.Sid, Someone, CancellationToken.None)).Value!;
        run.Accepted = run._clock.Elapsed.TotalSeconds;
        return run;
    }

    /// <summary>Waits until the last Sim is confirmed. Returns the seconds since the order was given.</summary>
    public async Task<double> WaitAsync()
    {
        await _ended.Task.WaitAsync(TimeSpan.FromMinutes(10));
        return _clock.Elapsed.TotalSeconds;
    }

    public void Dispose() => _watch.Dispose();

    /// <summary>
    /// <paramref name="count"/> active Sims, and some before them, with which a process that has just started gets to its usual speed.
    /// </summary>
    public static async Task<(long[] WarmUp, long[] Measured)> ActiveAsync(BenchmarkConsole console, int count)
    {
        const int WarmUp = 5_000;
        await using var db = console.OpenDb();
        var ids = await db.Sims.Where(s => s.Status == SimStatus.Active).OrderBy(s => s.Id).Select(s => s.Id).Take(WarmUp + count).ToArrayAsync();
        return ids.Length == WarmUp + count ? (ids[..WarmUp], ids[WarmUp..]) : throw new InvalidOperationException($"The base has {ids.Length} active SIMs; {WarmUp + count} are needed.");
    }

    /// <summary>What both have to leave: each Sim inactive, its change completed with a proof, its frozen row, and a network that refuses it.</summary>
    public static async Task CheckAsync(BenchmarkConsole console, long[] ids)
    {
        await using var db = console.OpenDb();
        var (from, to) = (ids[0], ids[^1]);
        var completed = db.StatusChanges.Where(c => c.BulkChangeId != null && c.RequestedBy == Someone.Name && c.State == StatusChangeState.Completed
            && c.Confirmation != null && c.EndedAt != null && c.SimId >= from && c.SimId <= to);
        var count = await completed.CountAsync(c => c.Sim!.Status == SimStatus.Inactive && c.Sim.TargetStatus == null
            && db.BulkChangeSims.Any(s => s.BulkChangeId == c.BulkChangeId && s.SimId == c.SimId)
            && db.SimulatedSubscribers.Any(s => s.Iccid == c.Sim.Iccid && !s.MayAttach));
        var bulk = await db.BulkChanges.AsNoTracking().OrderBy(b => b.Id).LastAsync();
        if (count != ids.Length || bulk.Completed != ids.Length)
        {
            throw new InvalidOperationException($"{count} of {ids.Length} changes have been completed, and {bulk.Completed} are counted.");
        }
    }
}
