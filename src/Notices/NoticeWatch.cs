using SimConsole.BulkChanges;
using SimConsole.Inventory.Imports;
using SimConsole.Live;
using SimConsole.PlannedChanges;
using SimConsole.StatusChanges;

namespace SimConsole.Notices;

/// <summary>Says when there may be something new to tell. It does not follow single Sims, since a bell is on every page.</summary>
public sealed class NoticeWatch(
    StatusChangeSignal orders, NoticeNews news, BulkChangeNews bulks, ImportNews imports, PlannedChangeNews plans, NoticesRead read, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    /// <summary>Calls until disposed: <paramref name="happened"/> when something may have happened, every three seconds for each kind at most, and <paramref name="marked"/> when somebody has read.</summary>
    /// <param name="happened">Reads and draws; it does not throw.</param>
    /// <param name="marked">Reads and draws; it does not throw.</param>
    public IDisposable Watch(Func<Task> happened, Func<Task> marked) =>
        new Watches([.. new Signal[] { orders, news, bulks, imports, plans }.Select(signal => new SignalWatch(signal, time, happened, Pace)), new SignalWatch(read, time, marked)]);

    private sealed class Watches(SignalWatch[] all) : IDisposable
    {
        public void Dispose() => Array.ForEach(all, watch => watch.Dispose());
    }
}
