using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>Work that a process holds while it is busy with it, and that others may take when it has died.</summary>
public interface IHeldWork
{
    /// <summary>Releases, in the caller's transaction, what is held by processes that no longer exist.</summary>
    Task ReleaseAsync(SimConsoleDb db, CancellationToken token);

    /// <summary>Called once that is committed.</summary>
    void Wake();
}

/// <summary>
/// Says every second that this process lives, if there are others, and finds those that have died. Each process counts in its own row; one that has looked at
/// another's count five times and found it unchanged takes that process for dead. No clock is read for this, so that a step of a clock cannot make a dead
/// process look alive or a live one dead, and a process that was suspended itself judges no other before it has looked five times. A process on the same
/// machine does not wait for that: it sees at once that another has ended (<see cref="IMachine"/>). A process that is alone writes nothing.
/// </summary>
public sealed partial class Heartbeat(
    IDbContextFactory<SimConsoleDb> databases,
    ThisProcess process,
    IMachine machine,
    IEnumerable<IHeldWork> work,
    DatabaseCondition condition,
    TimeProvider time,
    ILogger<Heartbeat> log)
    : BackgroundService
{
    /// <summary>From one beat to the next.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>After how many rounds without a beat a process is taken for dead.</summary>
    public const int SilentRounds = 5;

    private Dictionary<long, Watched> _others = [];
    private bool _swept;

    /// <summary>The process begins: until its first look at the others, it may do what it may do after a look.</summary>
    public void Begin() => process.Looked(process.BeginLook());

    /// <summary>Says that this process lives.</summary>
    public async Task BeatAsync(CancellationToken token)
    {
        var (id, now) = (await process.IdAsync(token), time.Now());
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.RunningProcesses.Where(p => p.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.Beats, p => p.Beats + 1).SetProperty(p => p.LastSeenAt, now), token) == 0)
        {
            await ReviveAsync(id, token);
        }

        condition.Wrote();
    }

    /// <summary>
    /// Looks whether others took this process for dead, and for a beat of each of them; ends those that have ended, or have given no beat for
    /// <see cref="SilentRounds"/> looks.
    /// </summary>
    public async Task LookAsync(CancellationToken token)
    {
        var id = await process.IdAsync(token);
        await using var db = await databases.CreateDbContextAsync(token);
        if (!_swept)
        {
            // A process that was found dead, took rows before it knew, and then died has left those rows held.
            await db.InTransactionAsync(() => ReleaseAsync(db, token), token);
            _swept = true;
        }

        var all = await db.RunningProcesses.Select(p => new { p.Id, p.Beats, p.Place }).ToListAsync(token);
        if (!all.Exists(p => p.Id == id))
        {
            // While this process stood still, another one was there that it has not seen yet, and to which it gave no sign of life.
            await ReviveAsync(id, token);
        }

        var others = all.Where(p => p.Id != id).ToList();
        if (_others.Keys.Except(others.Select(p => p.Id)).Any())
        {
            // A process has ended, or another one has found it dead: what it held is free.
            WakeAll();
        }

        _others = others.ToDictionary(
            p => p.Id,
            p => _others.TryGetValue(p.Id, out var seen) && seen.Beats == p.Beats ? seen with { Rounds = seen.Rounds + 1 } : new Watched(p.Beats, 0));
        process.HasOthers = others.Count > 0;
        foreach (var dead in others.Where(p => _others[p.Id].Rounds >= SilentRounds || (p.Place is { } place && machine.HasEnded(place))))
        {
            if (await EndAsync(db, dead.Id, dead.Beats, token))
            {
                Instruments.ProcessesLost.Add(1);
                LogTakenOver(log, dead.Id);
            }
        }
    }

    /// <summary>Beats, where there are others, and looks at them.</summary>
    public async Task RoundAsync(CancellationToken token)
    {
        try
        {
            var look = process.BeginLook();
            if (_others.Count > 0 || condition.Trouble is not null)
            {
                await BeatAsync(token);
            }

            await LookAsync(token);
            process.Looked(look);
        }
        catch
        {
            // Other processes may have been unable to write, too.
            _others = [];
            throw;
        }
    }

    /// <summary>Beats and looks for as long as the process runs. A database that cannot be written is reported elsewhere, and tried until it can.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Begin();
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // It is reported elsewhere.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (process.Known is { } id)
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                await EndAsync(db, id, null, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException || DatabaseTrouble.Of(exception) is not null)
        {
            // Others will notice its silence.
        }
    }

    /// <summary>Ends a process and releases what it holds, unless its count has risen above <paramref name="beats"/>. Returns whether it did.</summary>
    private async Task<bool> EndAsync(SimConsoleDb db, long id, long? beats, CancellationToken token)
    {
        var ended = false;
        await db.InTransactionAsync(async () =>
        {
            ended = await db.RunningProcesses.Where(p => p.Id == id && (beats == null || p.Beats == beats)).ExecuteDeleteAsync(token) > 0;
            if (ended)
            {
                await ReleaseAsync(db, token);
            }
        }, token);
        if (ended)
        {
            WakeAll();
        }

        return ended;
    }

    private void WakeAll()
    {
        foreach (var held in work)
        {
            held.Wake();
        }
    }

    private async Task ReviveAsync(long id, CancellationToken token)
    {
        LogRevived(log, id, await process.ReviveAsync(id, token));
        Instruments.ProcessesRevived.Add(1);
    }

    private async Task ReleaseAsync(SimConsoleDb db, CancellationToken token)
    {
        foreach (var held in work)
        {
            await held.ReleaseAsync(db, token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Process {Process} gives no sign of life: what it was at is taken over")]
    private static partial void LogTakenOver(ILogger log, long process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process, {Old}, stood still for so long that others took it for dead: it goes on as {New}")]
    private static partial void LogRevived(ILogger log, long old, long @new);

    /// <summary>What was last seen of another process.</summary>
    private readonly record struct Watched(long Beats, int Rounds);
}
