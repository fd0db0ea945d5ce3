using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>The changes that a process was asking the network about: when it has died they are due at once, as if their lease had run out.</summary>
internal sealed class HeldStatusChanges(StatusChangeSignal signal, TimeProvider time) : IHeldWork
{
    public Task ReleaseAsync(SimConsoleDb db, long processId, CancellationToken token)
    {
        var now = time.Now();
        return db.StatusChanges
            .Where(c => c.EndedAt == null && c.ProcessId == processId && c.State == StatusChangeState.Applying)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, now), token);
    }

    public void Wake() => signal.Wake();
}
