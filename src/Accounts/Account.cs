using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>A person who signs in to the console.</summary>
public sealed class Person : IdentityUser<long>;

/// <summary>The one account that owns all Sims: the API's first credentials.</summary>
public sealed class Account
{
    /// <summary>The letters an account's SID begins with.</summary>
    public const string SidPrefix = "AC";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>The auth token under Data Protection: callbacks are signed with it, so a hash would not do.</summary>
    public required string ProtectedAuthToken { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A credential for a program, made and revoked by a person.</summary>
public sealed class ApiKey
{
    /// <summary>The letters an API key's SID begins with.</summary>
    public const string SidPrefix = "SK";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret. The secret is random and long, so a slow hash would add nothing but its cost to every request.</summary>
    public required byte[] SecretHash { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.Property(a => a.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        account.HasIndex(a => a.Sid).IsUnique();
    }
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        key.Property(k => k.Name).HasMaxLength(64);
        key.Property(k => k.SecretHash).HasMaxLength(32);
        key.Property(k => k.CreatedBy).HasMaxLength(Actor.NameLength);
        key.HasIndex(k => k.Sid).IsUnique();
    }
}
