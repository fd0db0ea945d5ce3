using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Callbacks;

/// <summary>How a callback, or one message of it, stands. The numbers are stored: never reorder them.</summary>
public enum CallbackState
{
    /// <summary>Something is still to be delivered: for the first time, or again.</summary>
    Waiting = 0,

    /// <summary>The receiver has answered with a 2xx.</summary>
    Delivered = 1,

    /// <summary>No attempt of the whole schedule was answered with a 2xx. Somebody may resend it.</summary>
    GivenUp = 2,
}

/// <summary>What a callback tells of. The numbers are stored: never reorder them.</summary>
public enum CallbackSubject
{
    StatusChange = 0,
    SmsCommand = 1,
    IpCommand = 2,
    ESimProfile = 3,
}

/// <summary>
/// What a server is to be told about one thing, as one request or one Fleet wants it: the URL, and the messages so far. While it has messages to deliver it is a due
/// row, which a worker holds for as long as its process lives. The message with the lowest number is sent first, so that the end is never told before the beginning.
/// </summary>
public sealed class Callback
{
    /// <summary>The letters a callback's SID begins with.</summary>
    public const string SidPrefix = "CB";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public CallbackSubject Subject { get; init; }

    /// <summary>The SID of what it tells of; null for a status change, which has none.</summary>
    public string? SubjectSid { get; init; }

    /// <summary>The change that it tells of, where it is one.</summary>
    public long? StatusChangeId { get; init; }

    public StatusChange? StatusChange { get; init; }

    /// <summary>The Sim that it is about; null while there is none yet, as for an eSIM profile that nobody has downloaded.</summary>
    public long? SimId { get; init; }

    public Sim? Sim { get; init; }

    public required string Url { get; init; }

    /// <summary>Host and port of <see cref="Url"/>, in lower case: each host has its own share of the requests in flight.</summary>
    public required string Host { get; init; }

    public CallMethod Method { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><see cref="CallbackState.Waiting"/> exactly while <see cref="Waiting"/> is not 0; otherwise the outcome of the message that was settled last.</summary>
    public CallbackState State { get; set; }

    /// <summary>How many messages are still to be delivered. Written with <see cref="DueAt"/> in one statement, so that no two writers can leave a message behind.</summary>
    public int Waiting { get; set; }

    /// <summary>From when on a worker may take it: at once, or after a wait.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>How many attempts of the message that is next have failed.</summary>
    public int Attempts { get; set; }

    /// <summary>Set by the worker that holds it; null where none does. A worker with another token has lost its lease.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The process of the worker that took it last; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    public ICollection<CallbackMessage> Messages { get; } = [];

    public ICollection<Delivery> Deliveries { get; } = [];
}

internal sealed class CallbackTable : IEntityTypeConfiguration<Callback>
{
    public void Configure(EntityTypeBuilder<Callback> callback)
    {
        callback.Property(c => c.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        callback.Property(c => c.Url).HasMaxLength(CallbackRequest.UrlLength);
        callback.Property(c => c.Host).HasMaxLength(CallbackRequest.HostLength);
        callback.HasIndex(c => c.Sid).IsUnique();
        callback.Property(c => c.SubjectSid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        callback.HasIndex(c => c.StatusChangeId).IsUnique().HasFilter("\"StatusChangeId\" IS NOT NULL");
        callback.HasIndex(c => c.SubjectSid).IsUnique().HasFilter("\"SubjectSid\" IS NOT NULL");

        // The lists: of one Sim, or of one state, newest first.
        callback.HasIndex(c => new { c.SimId, c.Id });
        callback.HasIndex(c => new { c.State, c.Id });

        // The queue: which hosts have something due, and what is due at one host. The state leads although it is always the same: SQLite prefers the index of the lists otherwise.
        var waiting = $"\"State\" = {(int)CallbackState.Waiting}";
        callback.HasIndex(c => new { c.State, c.DueAt, c.Host }).HasFilter(waiting).HasDatabaseName("IX_Callbacks_Due");
        callback.HasIndex(c => new { c.Host, c.DueAt }).HasFilter(waiting).HasDatabaseName("IX_Callbacks_DueAtHost");

        callback.HasOne(c => c.StatusChange).WithOne().HasForeignKey<Callback>(c => c.StatusChangeId).OnDelete(DeleteBehavior.Cascade);
        callback.HasOne(c => c.Sim).WithMany().HasForeignKey(c => c.SimId).OnDelete(DeleteBehavior.Restrict);
    }
}
