using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>The one account that owns all Sims: the API's first credentials.</summary>
public sealed class Account
{
    /// <summary>The letters an account's SID begins with.</summary>
    public const string SidPrefix = "AC";

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>The auth token under Data Protection: callbacks are signed with it, so a hash would not do.</summary>
    public required string ProtectedAuthToken { get; set; }

    /// <summary>A second token under Data Protection, valid for signing in like the first; null where there is none.</summary>
    public string? ProtectedSecondaryToken { get; set; }

    /// <summary>Whether signing in with either token is off, because every program has a key of its own.</summary>
    public bool TokenIsOff { get; set; }

    /// <summary>The secret under Data Protection with which callbacks are signed in KORE's way; null where there is none.</summary>
    public string? ProtectedWebhookSecret { get; set; }

    /// <summary>The secret under Data Protection that takes its place once somebody activates it; null where there is none.</summary>
    public string? ProtectedPendingWebhookSecret { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.Property(a => a.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        account.HasIndex(a => a.Sid).IsUnique();
    }
}
