using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Callbacks.Receivers;

/// <summary>A secret with which callbacks to one receiver are signed in <c>webhook-signature</c>, so that a receiver that verifies them has no key to anything else.</summary>
public sealed class ReceiverSecret
{
    public long Id { get; init; }

    /// <summary>The beginning of the URLs that are called: up to a whole segment of the path, such as <c>https://example.com/hooks</c>.</summary>
    public required string Receiver { get; init; }

    /// <summary>The bytes of the secret under Data Protection.</summary>
    public required string ProtectedSecret { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ReceiverSecretTable : IEntityTypeConfiguration<ReceiverSecret>
{
    public void Configure(EntityTypeBuilder<ReceiverSecret> secret)
    {
        secret.Property(s => s.Receiver).HasMaxLength(ReceiverSecretService.ReceiverLength).IsUnicode(false);
        secret.Property(s => s.CreatedBy).HasMaxLength(Actor.NameLength);
        secret.HasIndex(s => s.Receiver);
    }
}
