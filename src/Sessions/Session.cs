using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.People;

namespace SimConsole.Sessions;

/// <summary>Why somebody who had signed in may no longer act. The numbers are stored: never reorder them.</summary>
public enum SessionEnd
{
    /// <summary>The person was removed, or the key revoked.</summary>
    Removed = 0,

    /// <summary>The person signed out, here or everywhere.</summary>
    SignedOut = 1,

    /// <summary>The person's password was changed.</summary>
    PasswordChanged = 2,

    /// <summary>The person was given another role.</summary>
    RoleChanged = 3,

    /// <summary>An administrator has suspended the person.</summary>
    Suspended = 4,

    /// <summary>An administrator has ended this session.</summary>
    EndedByAdministrator = 5,

    /// <summary>Nobody has used it for <see cref="Session.LongestIdle"/>.</summary>
    Idle = 6,

    /// <summary>It is older than <see cref="Session.LongestLife"/>.</summary>
    Expired = 7,

    /// <summary>The person's second factor was changed, elsewhere or by an administrator.</summary>
    FactorsChanged = 8,

    /// <summary>The person was limited to other Fleets.</summary>
    FleetsChanged = 9,

    /// <summary>The person signed out at the provider through which they had signed in.</summary>
    SignedOutAtProvider = 10,
}

/// <summary>One sign-in of a person in one browser: all pages that are open there, and all requests, end with it.</summary>
public sealed class Session
{
    /// <summary>The most characters kept of an address: an IPv6 address that ends in an IPv4 one.</summary>
    public const int AddressLength = 45;

    /// <summary>The most characters kept of what a browser says it is.</summary>
    public const int AgentLength = 256;

    /// <summary>The most characters kept of the number that a session has at a provider.</summary>
    public const int ProviderSessionIdLength = 255;

    /// <summary>A session that has not been used for this long has ended.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromHours(1);

    /// <summary>A session ends this long after the sign-in, even if it is in use.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(12);

    public long Id { get; init; }

    /// <summary>SHA-256 of what the cookie carries: a reader of the database cannot take over a session.</summary>
    public required byte[] TokenHash { get; init; }

    public long PersonId { get; init; }

    public Person Person { get; init; } = null!;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When its person last gave the password: at the sign-in, or later when asked for it again.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>Where the sign-in came from: an IP address.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser said it was.</summary>
    public required string Agent { get; init; }

    /// <summary>The ID token from the provider, protected: it tells the provider whom to sign out. Null for a person who signed in here.</summary>
    public string? IdToken { get; init; }

    /// <summary>The number of the session at the provider; null where the provider gives none.</summary>
    public string? ProviderSessionId { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public SessionEnd? Ended { get; set; }

    /// <summary>Who ended it; null where time did.</summary>
    public string? EndedBy { get; set; }

    /// <summary>Why it has ended by this time; null where it has not.</summary>
    public SessionEnd? EndAt(DateTimeOffset now) => Ended
        ?? (now - CreatedAt >= LongestLife ? SessionEnd.Expired : now - SeenAt >= LongestIdle ? SessionEnd.Idle : null);
}

/// <summary>Which sessions hold.</summary>
internal static class HoldingSessions
{
    /// <summary>Those that have not ended by this time: the same rule as <see cref="Session.EndAt"/>, as a database query.</summary>
    public static IQueryable<Session> HoldingAt(this IQueryable<Session> sessions, DateTimeOffset now)
    {
        var (young, used) = (now - Session.LongestLife, now - Session.LongestIdle);
        return sessions.Where(s => s.EndedAt == null && s.CreatedAt > young && s.SeenAt > used);
    }
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.TokenHash).HasMaxLength(32);
        session.Property(s => s.Address).HasMaxLength(Session.AddressLength);
        session.Property(s => s.Agent).HasMaxLength(Session.AgentLength);
        session.Property(s => s.ProviderSessionId).HasMaxLength(Session.ProviderSessionIdLength);
        session.HasIndex(s => s.ProviderSessionId);
        session.Property(s => s.EndedBy).HasMaxLength(Actor.NameLength);
        session.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
