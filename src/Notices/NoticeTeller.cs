using SimConsole.Data;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Notices;

/// <summary>Wakes the bells for what ended badly, and for what loss reports ordered; it writes nothing.</summary>
internal sealed class NoticeTeller(NoticeNews news) : IChangeEnded
{
    public Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        if (ended.Any(e => e.State == StatusChangeState.Failed || e.Priority == StatusChangePriority.LossReport))
        {
            after.Wake(news);
        }

        return Task.CompletedTask;
    }
}
