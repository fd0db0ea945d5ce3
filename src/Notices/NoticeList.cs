using System.Globalization;
using SimConsole.BulkChanges;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.StatusChanges;

namespace SimConsole.Notices;

/// <summary>What one person is told: what is urgent first, then the latest.</summary>
public sealed class NoticeList
{
    private NoticeList(IReadOnlyList<Notice> notices) => Notices = notices;

    /// <summary>Nothing.</summary>
    public static NoticeList Empty { get; } = new([]);

    /// <summary>All of them, in that order.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>How many the person has not read, including those that stay until they are resolved.</summary>
    public int Unread => Notices.Count(notice => notice.IsUnread);

    /// <summary>Whether something stays at the top until it is resolved.</summary>
    public bool IsUrgent => Notices is [{ IsUrgent: true }, ..];

    /// <summary>
    /// When the latest unread one that can be marked as read happened; null where there is none. If notices are marked as read up to there, one that is committed after this reading
    /// stays unread.
    /// </summary>
    public DateTimeOffset? UnreadUpTo => Notices.Where(notice => notice is { IsUnread: true, IsUrgent: false }).Max(notice => notice.At);

    /// <summary>The notices of one person, from what was read.</summary>
    /// <param name="facts">What was read under the limit of this person.</param>
    /// <param name="person">The person who is told. They are told how their own orders ended in any case; of the orders of others, only what went wrong.</param>
    /// <param name="readAt">Up to when the person has read.</param>
    /// <param name="zone">The time zone whose days group failed changes together.</param>
    public static NoticeList Of(NoticeFacts facts, Caller person, DateTimeOffset? readAt, TimeZoneInfo zone)
    {
        bool IsUnread(DateTimeOffset at) => readAt is null || at > readAt;
        bool IsOwn(string requestedBy, OrderSource source) => source == OrderSource.Console && requestedBy == person.Name;
        var happened = Failures(facts.Failed, IsUnread, zone)
            .Concat(facts.Bulks.Where(b => b.Bulk.Failed > 0 || IsOwn(b.Bulk.RequestedBy, b.Bulk.Source)).Select(b => Of(b, IsOwn(b.Bulk.RequestedBy, b.Bulk.Source), IsUnread)))
            .Concat(facts.Imports.Where(i => IsOwn(i.RequestedBy, i.Source) && person.Lacks(Permissions.Import) is null).Select(i => Of(i, IsUnread)))
            .Concat(facts.Planned.Where(p => p.Last!.State is not PlannedOccurrenceState.Ordered || p.Last.Lateness() is not null).Select(p => Of(p, IsUnread)))
            .Concat(facts.Paused.Where(_ => person.Lacks(Permissions.SimsBulk) is null).Select(p => Of(p, IsUnread)))
            .OrderByDescending(notice => notice.At);
        return new([.. NotOffYet(facts.Hold), .. happened]);
    }

    private static IEnumerable<Notice> NotOffYet(LossReportHold hold)
    {
        if (hold.NotOffYet > 0)
        {
            // A person with a limit may see the Sim but not its report.
            var address = hold.Unfinished switch { [var only] => $"loss-reports/{only.Sid}", [] => "sims?held=true", _ => "loss-reports" };
            var says = $"{BulkChangeWords.Sims(hold.NotOffYet)} reported lost or stolen {(hold.NotOffYet == 1 ? "is" : "are")} not off yet.";
            yield return new Notice(NoticeKind.NotOffYet, hold.Unfinished.Count == 0 ? null : hold.Unfinished[0].ReportedAt, says, address, IsTrouble: true, IsUnread: true);
        }
    }

    /// <summary>The failures of a day are one notice; those since the person last read are one of their own.</summary>
    private static IEnumerable<Notice> Failures(IReadOnlyList<FailedAlone> failed, Func<DateTimeOffset, bool> isUnread, TimeZoneInfo zone)
    {
        var groups = failed.GroupBy(f => (TimeZoneInfo.ConvertTime(f.EndedAt, zone).Date, isUnread(f.EndedAt))).ToList();
        foreach (var group in groups)
        {
            var (latest, sims) = (group.First(), group.Select(f => f.SimId).Distinct().Count());

            // Where the reading reached its limit, there may be more failures of that day.
            var atLeast = failed.Count == NoticeReader.Most && group.Key == groups[^1].Key ? "At least " : "";
            yield return sims == 1
                ? new Notice(NoticeKind.FailedChanges, latest.EndedAt, $"{latest.SimName} could not be switched{Because(latest.Failure)}", $"sims/{latest.SimSid}", true, group.Key.Item2)
                : new Notice(NoticeKind.FailedChanges, latest.EndedAt, $"{atLeast}{BulkChangeWords.Sims(sims)} could not be switched.", "status-changes?show=failed", true, group.Key.Item2);
        }
    }

    private static string Because(string? failure) => failure is null ? "." : $": {failure.TrimEnd('.')}.";

    private static Notice Of(BulkChangeView view, bool own, Func<DateTimeOffset, bool> isUnread)
    {
        var by = own ? "" : $" Ordered by {view.Bulk.RequestedBy}.";
        return new Notice(
            NoticeKind.BulkChange, view.Bulk.EndedAt, $"{view.Title()}: {Lower(view.Bulk.Says())}{by}", $"bulk-changes/{view.Bulk.Sid}", view.Bulk.Failed > 0, isUnread(view.Bulk.EndedAt!.Value));
    }

    private static Notice Of(Import import, Func<DateTimeOffset, bool> isUnread) => new(
        NoticeKind.Import, import.EndedAt, $"{import.FileName}: {import.Says()}", $"import/{import.Sid}", import.Bad > 0 || import.Trouble is not null, isUnread(import.EndedAt!.Value));

    private static Notice Of(PlannedChangeView view, Func<DateTimeOffset, bool> isUnread)
    {
        var (last, says) = (view.Last!, view.Last!.Says is { } why ? $" {why}" : "");
        return new Notice(NoticeKind.PlannedChange, last.EndedAt, $"{view.Title()}: {Lower(last.Verdict())}.{says}", $"planned-changes/{view.Plan.Sid}", true, isUnread(last.EndedAt!.Value));
    }

    private static Notice Of(PausedPlan paused, Func<DateTimeOffset, bool> isUnread) => new(
        NoticeKind.PlannedChange, paused.At, $"{paused.View.Title()}: {Lower(PlannedChangeWords.Paused(paused.Why))}", $"planned-changes/{paused.View.Plan.Sid}", true, isUnread(paused.At));

    private static string Lower(string sentence) => string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}");
}
