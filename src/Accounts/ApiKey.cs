using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Accounts.Tokens;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>A credential for a program, made and revoked by a person.</summary>
public sealed class ApiKey
{
    /// <summary>The letters an API key's SID begins with.</summary>
    public const string SidPrefix = "SK";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret. The secret is random and long, so a slow hash would add nothing but its cost to every request.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>SHA-256 of the secret that it had before, valid until <see cref="FormerEndsAt"/>; null where there is none.</summary>
    public byte[]? FormerSecretHash { get; set; }

    /// <inheritdoc cref="FormerSecretHash"/>
    public DateTimeOffset? FormerEndsAt { get; set; }

    /// <summary>The networks from which it may be used, as <see cref="KeyNetworks"/> reads them; null for any.</summary>
    public string? Networks { get; init; }

    /// <summary>What the program may do, of <see cref="PermissionSets.ForPrograms"/>.</summary>
    public Permissions Permissions { get; init; }

    /// <summary>The Fleets that the program is limited to.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    /// <summary>How long its tokens are valid.</summary>
    public TokenLife TokenLife { get; init; }

    /// <summary>The person who answers for it; null where it was created at the server, or before there were owners.</summary>
    public long? OwnerId { get; set; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute, and from where.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <inheritdoc cref="LastUsedAt"/>
    public string? LastUsedFrom { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Whether it is neither revoked nor at its end by this time.</summary>
    internal bool HoldsAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}

/// <summary>Which keys are valid.</summary>
internal static class HoldingKeys
{
    /// <summary>The keys that are neither revoked nor expired at this time.</summary>
    public static IQueryable<ApiKey> HoldingAt(this IQueryable<ApiKey> keys, DateTimeOffset now) =>
        keys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        key.Property(k => k.Name).HasMaxLength(64);
        key.Property(k => k.SecretHash).HasMaxLength(32);
        key.Property(k => k.FormerSecretHash).HasMaxLength(32);
        key.Property(k => k.Networks).HasMaxLength(KeyNetworks.Length).IsUnicode(false);
        key.Property(k => k.Scope).IsFleetScope();
        key.Property(k => k.CreatedBy).HasMaxLength(Actor.NameLength);
        key.Property(k => k.LastUsedFrom).HasMaxLength(Session.AddressLength);
        key.HasIndex(k => k.Sid).IsUnique();
        key.HasIndex(k => k.OwnerId);
    }
}
