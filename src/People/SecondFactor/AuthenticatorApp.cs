using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.People.SecondFactor;

/// <summary>The authenticator app of a person, who has shown that it is set up: it gives another code every 30 seconds.</summary>
public sealed class AuthenticatorApp
{
    /// <summary>The person whose it is; nobody has two.</summary>
    public long PersonId { get; init; }

    public Person Person { get; init; } = null!;

    /// <summary>The key that the app and the console share, protected as the application protects all its secrets.</summary>
    public required string Secret { get; set; }

    /// <summary>The last time step whose code was used: neither it nor an earlier one is accepted any more.</summary>
    public long LastStep { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A code for the case that the app or the device with the passkey is lost. It can be used once.</summary>
public sealed class RecoveryCode
{
    public long Id { get; init; }

    public long PersonId { get; init; }

    public Person Person { get; init; } = null!;

    /// <summary>SHA-256 of the person's number and the code.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it was used; null while it can be used.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class AuthenticatorAppTable : IEntityTypeConfiguration<AuthenticatorApp>
{
    public void Configure(EntityTypeBuilder<AuthenticatorApp> app)
    {
        app.HasKey(a => a.PersonId);
        app.Property(a => a.PersonId).ValueGeneratedNever();
        app.HasOne(a => a.Person).WithOne().HasForeignKey<AuthenticatorApp>(a => a.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeTable : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.Property(c => c.Hash).HasMaxLength(32);
        code.HasOne(c => c.Person).WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
        code.HasIndex(c => new { c.PersonId, c.Hash }).IsUnique();
    }
}
