using System.Collections.Concurrent;
using SimConsole.BulkChanges;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.StatusChanges;

namespace SimConsole.Notices;

/// <summary>
/// Reads what people may have to be told. A notice has no row: what happened stands in the table of what it happened to, so that no notice is lost or told twice,
/// even if a process dies. What is recent is read once in three seconds at most, however many bells there are.
/// </summary>
public sealed class NoticeReader(
    StatusChangeReader changes, BulkChangeReader bulks, ImportReader imports, PlannedChangeReader plans, LossReportReader reports, TimeProvider time)
{
    /// <summary>How many things of a kind are read: the latest ones.</summary>
    public const int Most = 500;

    /// <summary>The bell tells of what happened since then.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    private const int UnfinishedReports = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<FleetScope, SharedRead<NoticeFacts>> _reads = new();

    /// <summary>What was read for a scope within the last seconds, or null.</summary>
    public NoticeFacts? Latest(FleetScope scope) => Of(scope).Recent;

    /// <summary>Reads what is <see cref="Recent"/>, all that was committed before the call.</summary>
    public Task<NoticeFacts> ReadAsync(FleetScope scope, CancellationToken token) => Of(scope).ReadAsync(token);

    /// <summary>Reads what happened at <paramref name="since"/> or later, and what is so now.</summary>
    public async Task<NoticeFacts> ReadSinceAsync(DateTimeOffset since, FleetScope scope, CancellationToken token) => new(
        time.Now(),
        await changes.FailedAloneAsync(since, Most, scope, token),
        await bulks.EndedAsync(since, Most, scope, token),
        await imports.EndedAsync(since, Most, scope, token),
        await plans.EndedOccurrencesAsync(since, Most, scope, token),
        await reports.HoldAsync(UnfinishedReports, scope, token))
    {
        Paused = await plans.PausedAsync(since, Most, scope, token),
    };

    // Shared by all who wait for it, so none of them can cancel it.
    private SharedRead<NoticeFacts> Of(FleetScope scope) =>
        _reads.GetOrAdd(scope, of => new(() => ReadSinceAsync(time.Now() - Recent, of, CancellationToken.None), Interval, time));
}
