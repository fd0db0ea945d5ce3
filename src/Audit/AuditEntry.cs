using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Sessions;

namespace SimConsole.Audit;

/// <summary>
/// One thing that somebody did, written in the transaction that did it. Entries of a chain are numbered without a gap, and each is sealed together with the
/// seal of the one before it: none can be changed, taken out or put in without the key, which is not in the database.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>The characters of <see cref="Chain"/>: 8 that name the key, and 24 random ones.</summary>
    public const int ChainLength = 32;

    /// <summary>The most characters of a kind.</summary>
    public const int KindLength = 48;

    /// <summary>The most characters kept of a subject, and of an actor.</summary>
    public const int NameLength = Kernel.Actor.NameLength;

    /// <summary>The bytes of a seal: HMAC-SHA-256.</summary>
    public const int SealLength = 32;

    public long Id { get; init; }

    /// <summary>The chain that it is a link of, such as <c>3f0c9a1be77d…</c>: one process has several, so that writers do not wait for each other.</summary>
    public string Chain { get; internal set; } = "";

    /// <summary>The number of the link, from 1.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The door through which it was asked for.</summary>
    public required OrderSource Door { get; init; }

    /// <summary>The name of the person, or the SID of the credential.</summary>
    public required string Actor { get; init; }

    /// <summary>The number of the person's session; null for programs and at the server.</summary>
    public long? SessionId { get; init; }

    /// <summary>Where it came from: an IP address; empty at the server.</summary>
    public string Address { get; init; } = "";

    /// <summary>What was done: one of <see cref="AuditKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>To what it was done: a SID, or the name of a person or a list.</summary>
    public required string Subject { get; init; }

    /// <summary>What changed, from what to what: JSON, as <see cref="AuditChanges"/> writes it.</summary>
    public required string Changes { get; init; }

    /// <summary>HMAC-SHA-256 over all of this and the seal of the link before.</summary>
    public byte[] Seal { get; internal set; } = [];
}

internal sealed class AuditEntryTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.Property(e => e.Chain).HasMaxLength(AuditEntry.ChainLength).IsUnicode(false);
        entry.Property(e => e.Actor).HasMaxLength(AuditEntry.NameLength);
        entry.Property(e => e.Address).HasMaxLength(Session.AddressLength);
        entry.Property(e => e.Kind).HasMaxLength(AuditEntry.KindLength).IsUnicode(false);
        entry.Property(e => e.Subject).HasMaxLength(AuditEntry.NameLength);
        entry.Property(e => e.Seal).HasMaxLength(AuditEntry.SealLength);
        entry.HasIndex(e => new { e.Chain, e.Sequence }).IsUnique();
        entry.HasIndex(e => new { e.Subject, e.Id });
        entry.HasIndex(e => new { e.Actor, e.Id });
    }
}
