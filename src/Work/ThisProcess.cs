using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// The number of this process, to which work that it begins refers (<see cref="RunningProcess"/>), and whether it can be sure that others do not take it for
/// dead.
/// </summary>
public sealed class ThisProcess(IDbContextFactory<SimConsoleDb> databases, IMachine machine, TimeProvider time) : IDisposable
{
    /// <summary>
    /// A process that has not looked at the others for this long sends nothing to a network: it is less than others need to find it dead
    /// (<see cref="Heartbeat"/>) and to take over its work.
    /// </summary>
    public static readonly TimeSpan Fence = TimeSpan.FromSeconds(3);

    /// <summary>Why a fenced process sends nothing.</summary>
    public const string FencedSentence = "This process stood still. Others may have gone on with what it was at, so it sends nothing until it has looked.";

    private readonly SemaphoreSlim _registering = new(1, 1);
    private long? _id;
    private CancellationTokenSource _life = new();
    private Look? _last;

    /// <summary>The number, where this process has one already.</summary>
    internal long? Known => _id;

    /// <summary>Whether other processes of the console were there when this one last looked (<see cref="Heartbeat"/>).</summary>
    public bool HasOthers { get; internal set; }

    /// <summary>Cancelled when others have taken over the work of this process: what it has not sent by then, it must not send.</summary>
    public CancellationToken Life => _life.Token;

    /// <summary>
    /// Whether others may have taken this process for dead, since it has stood still. The wall clock counts as well, since a suspended machine may not have
    /// measured the time; a wall clock that was only set fences the process until it looks again.
    /// </summary>
    public bool IsFenced => Volatile.Read(ref _last) is { } last && (time.GetElapsedTime(last.Timestamp) > Fence || (time.Now() - last.At).Duration() > Fence);

    /// <summary>Its number, and its life, which ends when others take over what it holds under that number.</summary>
    internal async Task<(long Id, CancellationToken Life)> LiveAsync(CancellationToken token)
    {
        var life = Life;
        return (await IdAsync(token), life);
    }

    /// <summary>The number of this process. It is visible to all other processes from now on.</summary>
    public async Task<long> IdAsync(CancellationToken token)
    {
        await _registering.WaitAsync(token);
        try
        {
            return _id ??= await RegisterAsync(token);
        }
        finally
        {
            _registering.Release();
        }
    }

    /// <summary>This process was taken for dead under a number: it ends its work and goes on under a new number, unless it has one already.</summary>
    internal Task<long> ReviveAsync(long dead, CancellationToken token)
    {
        if (_id != dead)
        {
            return IdAsync(token);
        }

        var ended = _life;
        (_life, _id) = (new CancellationTokenSource(), null);

        // Not on another thread: every call to a network must have stopped before this process trusts itself again.
        ended.Cancel();
        ended.Dispose();
        return IdAsync(token);
    }

    /// <summary>Begins a look at the others. Once it has ended, this process knows how it stood at this moment.</summary>
    internal Look BeginLook() => new(time.GetTimestamp(), time.Now());

    /// <summary>Ends the look, which has succeeded.</summary>
    internal void Looked(Look look) => Volatile.Write(ref _last, look);

    public void Dispose()
    {
        _registering.Dispose();
        _life.Dispose();
    }

    private async Task<long> RegisterAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var process = new RunningProcess { StartedAt = time.Now(), LastSeenAt = time.Now(), Place = machine.Here };
        db.RunningProcesses.Add(process);
        await db.SaveChangesAsync(token);
        return process.Id;
    }

    /// <summary>When a look began, by the monotonic clock and by the wall clock.</summary>
    internal sealed record Look(long Timestamp, DateTimeOffset At);
}
