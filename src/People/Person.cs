using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.People;

/// <summary>A person who may sign in to the console.</summary>
public sealed class Person : IdentityUser<long>
{
    /// <summary>What the person may do.</summary>
    public Role Role { get; set; }

    /// <summary>The Fleets that the person is limited to.</summary>
    public FleetScope Scope { get; set; } = FleetScope.All;

    /// <summary>Whether the console generated the password: then the person has to choose their own before they may do anything.</summary>
    public bool PasswordIsTemporary { get; set; }

    /// <summary>The IANA name of the time zone in which the person reads times; null for that of the browser.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How times are written for the person.</summary>
    public TimeFormat TimeFormat { get; set; }

    /// <summary>Up to when the person has read the notices for them; null for one who never said so.</summary>
    public DateTimeOffset? NoticesReadAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the person may not sign in; null for one who may.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>Since when the provider by which the person signs in gives no role; null for one who has one, or signs in here.</summary>
    public DateTimeOffset? DeniedAt { get; set; }
}

/// <summary>A link with which somebody who is not a person of the console yet becomes one: good once, for <see cref="Life"/>.</summary>
public sealed class Invitation
{
    /// <summary>How long the link is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(48);

    public long Id { get; init; }

    /// <summary>The name with which the person will sign in.</summary>
    public required string UserName { get; init; }

    public Role Role { get; init; }

    /// <summary>The Fleets that the person will be limited to.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    /// <summary>SHA-256 of what the link carries.</summary>
    public required byte[] TokenHash { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or withdrawn; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.Property(p => p.Scope).IsFleetScope();
        person.Property(p => p.TimeZone).HasMaxLength(TimeZones.NameLength).IsUnicode(false);
    }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.Property(i => i.UserName).HasMaxLength(PeopleService.NameLength);
        invitation.Property(i => i.Scope).IsFleetScope();
        invitation.Property(i => i.TokenHash).HasMaxLength(32);
        invitation.Property(i => i.CreatedBy).HasMaxLength(Actor.NameLength);
        invitation.HasIndex(i => i.TokenHash).IsUnique();
    }
}
