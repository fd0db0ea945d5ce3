using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>The number of this process, by which what it begins names it; see <see cref="RunningProcess"/>.</summary>
public sealed class ThisProcess(IDbContextFactory<SimConsoleDb> databases, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _registering = new(1, 1);
    private long? _id;

    /// <summary>The number, where this process has one already.</summary>
    internal long? Known => _id;

    /// <summary>The number of this process. It is there for all to see from now on.</summary>
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

    /// <summary>It was taken for dead: it goes on as another.</summary>
    internal Task<long> ReviveAsync(CancellationToken token)
    {
        _id = null;
        return IdAsync(token);
    }

    public void Dispose() => _registering.Dispose();

    private async Task<long> RegisterAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var process = new RunningProcess { StartedAt = time.Now(), LastSeenAt = time.Now() };
        db.RunningProcesses.Add(process);
        await db.SaveChangesAsync(token);
        return process.Id;
    }
}
