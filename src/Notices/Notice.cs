namespace SimConsole.Notices;

/// <summary>What a person is told of.</summary>
public enum NoticeKind
{
    /// <summary>SIMs that were reported lost or stolen can still connect. It stays for as long as it is true, even if it has been read.</summary>
    NotOffYet,

    /// <summary>Changes of status that the network did not confirm.</summary>
    FailedChanges,

    /// <summary>A bulk change has ended.</summary>
    BulkChange,

    /// <summary>An import has ended.</summary>
    Import,

    /// <summary>A planned change was late, was missed, ordered nothing, or was paused until somebody resumes it.</summary>
    PlannedChange,
}

/// <summary>One thing that a person is told.</summary>
/// <param name="At">When it happened; null for a present state whose beginning is not known.</param>
/// <param name="Says">What happened, in a sentence or two.</param>
/// <param name="Address">Where there is more about it.</param>
/// <param name="IsTrouble">Whether something went wrong.</param>
/// <param name="IsUnread">Whether it happened after the person last marked all as read.</param>
public sealed record Notice(NoticeKind Kind, DateTimeOffset? At, string Says, string Address, bool IsTrouble, bool IsUnread)
{
    /// <summary>Whether it stands above all others, and cannot be marked as read.</summary>
    public bool IsUrgent => Kind == NoticeKind.NotOffYet;
}
