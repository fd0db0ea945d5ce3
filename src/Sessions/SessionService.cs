using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Sessions;

/// <summary>A session as its person, or an administrator, sees it.</summary>
/// <param name="IsOwn">Whether it belongs to the caller.</param>
public sealed record OpenSignIn(long Id, string Person, bool IsOwn, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, string Address, string Agent);

/// <summary>What a provider said when a person signed in through it.</summary>
/// <param name="Issuer">The provider, as it names itself.</param>
/// <param name="SessionId">The number of the session there; null where the provider gives none.</param>
/// <param name="IdToken">The ID token, in which the provider says who the person is.</param>
/// <param name="ConfirmedAt">When the person proved their identity to the provider.</param>
public sealed record ProviderSession(string Issuer, string? SessionId, string IdToken, DateTimeOffset ConfirmedAt);

/// <summary>Begins, lists and ends the sessions of people.</summary>
public sealed class SessionService(IDbContextFactory<SimConsoleDb> databases, OpenSessions open, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The purpose under which Data Protection protects the tokens of providers.</summary>
    internal const string IdTokenPurpose = "SimConsole.Sessions.IdToken";

    private readonly IDataProtector _idTokens = protection.CreateProtector(IdTokenPurpose);

    /// <summary>How long a session that has ended is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Begins a session of a person. Returns its number, and the token that proves it and is kept nowhere.</summary>
    /// <param name="address">Where the request came from.</param>
    /// <param name="agent">What the browser says it is.</param>
    /// <param name="provider">What the provider said; null where the person signed in here.</param>
    public async Task<(long Session, string Token)> BeginAsync(long personId, string address, string agent, ProviderSession? provider, CancellationToken token)
    {
        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = time.Now();
        var session = new Session
        {
            TokenHash = Credential.HashOf(secret),
            PersonId = personId,
            CreatedAt = now,
            SeenAt = now,
            ConfirmedAt = provider is not null && provider.ConfirmedAt < now ? provider.ConfirmedAt : now,
            Address = address.CutTo(Session.AddressLength),
            Agent = agent.CutTo(Session.AgentLength),
            IdToken = provider is null ? null : _idTokens.Protect(provider.IdToken),
            ProviderSessionId = provider?.SessionId?.CutTo(Session.ProviderSessionIdLength),
        };
        var old = now - Kept;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            await db.Sessions.Where(s => s.PersonId == personId && s.SeenAt < old).ExecuteDeleteAsync(token);
            var name = await db.Users.Where(p => p.Id == personId).Select(p => p.UserName!).SingleAsync(token);
            db.Sessions.Add(session);
            await db.SaveChangesAsync(token);
            db.Audit(Caller.SigningIn(name, session.Id, session.Address), AuditKinds.SessionBegun, name, new AuditChange("browser", session.Agent), new AuditChange("provider", provider?.Issuer));
            await db.SaveChangesAsync(token);
        }, token);
        return (session.Id, secret);
    }

    /// <summary>The caller's open sessions, the latest first; everybody's for those who may manage people.</summary>
    public async Task<IReadOnlyList<OpenSignIn>> ListAsync(Caller caller, CancellationToken token)
    {
        var everybody = caller.Lacks(Permissions.PeopleManage) is null;
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Sessions.AsNoTracking().HoldingAt(time.Now())
            .Where(s => everybody || s.Person.UserName == caller.Name)
            .OrderByDescending(s => s.SeenAt).ThenByDescending(s => s.Id)
            .Select(s => new OpenSignIn(s.Id, s.Person.UserName!, s.Person.UserName == caller.Name, s.CreatedAt, s.SeenAt, s.Address, s.Agent))
            .ToListAsync(token);
    }

    /// <summary>Ends a session: one of the caller's own, or anybody's for callers who may manage people. One that has already ended is not changed.</summary>
    public async Task<Result<string>> EndAsync(long session, Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var owner = await db.Sessions.Where(s => s.Id == session).Select(s => s.Person.UserName).SingleOrDefaultAsync(token);
        var own = owner == caller.Name && caller.Actor.Source == OrderSource.Console;
        if (!own && caller.Lacks(Permissions.PeopleManage) is { } lacking)
        {
            return lacking;
        }

        if (owner is null)
        {
            return new Refusal(ErrorCodes.NotFound, "There is no such session. Reload the page to see those that are open.");
        }

        await db.InTransactionAsync(
            after => EndAsync(db, db.Sessions.Where(s => s.Id == session), own ? SessionEnd.SignedOut : SessionEnd.EndedByAdministrator, caller, owner, after, token), token);
        return $"The session of {owner} has ended.";
    }

    /// <summary>Ends the caller's own sessions, all of them.</summary>
    public async Task EndOwnAsync(Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(
            after => EndAsync(db, db.Sessions.Where(s => s.Person.UserName == caller.Name), SessionEnd.SignedOut, caller, caller.Name, after, token), token);
    }

    /// <summary>Ends the sessions that a provider reports as ended.</summary>
    /// <param name="issuer">The provider.</param>
    /// <param name="subject">The provider's identifier of the person; null where it names only the session.</param>
    /// <param name="providerSession">The provider's identifier of the session; null for all sessions that the person began through the provider.</param>
    /// <param name="address">The address that the report came from.</param>
    public async Task EndAtProviderAsync(string issuer, string? subject, string? providerSession, string address, CancellationToken token)
    {
        var number = providerSession?.CutTo(Session.ProviderSessionIdLength);
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            var known = db.UserLogins.Where(l => l.LoginProvider == issuer && (subject == null || l.ProviderKey == subject)).Select(l => l.UserId);
            var there = db.Sessions.Where(s => s.EndedAt == null && s.IdToken != null && (number == null || s.ProviderSessionId == number) && known.Contains(s.PersonId));
            foreach (var person in await there.Select(s => new { s.PersonId, Name = s.Person.UserName! }).Distinct().ToListAsync(token))
            {
                await EndAsync(db, there.Where(s => s.PersonId == person.PersonId), SessionEnd.SignedOutAtProvider, Caller.SigningIn(person.Name, null, address), person.Name, after, token);
            }
        }, token);
    }

    /// <summary>The ID token of a session from its provider; null where the person signed in here, or the keys that protect it are gone.</summary>
    internal async Task<string?> IdTokenOfAsync(long session, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var kept = await db.Sessions.Where(s => s.Id == session).Select(s => s.IdToken).SingleOrDefaultAsync(token);
        try
        {
            return kept is null ? null : _idTokens.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Records that the person of a session has just given the password again.</summary>
    public async Task ConfirmedAsync(long session, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.Sessions.Where(s => s.Id == session).ExecuteUpdateAsync(set => set.SetProperty(s => s.ConfirmedAt, now), token);
    }

    /// <summary>Ends the sessions of a person, in the caller's transaction; after the commit they can no longer act.</summary>
    public Task EndAllAsync(SimConsoleDb db, long personId, SessionEnd why, Actor by, AfterCommit after, CancellationToken token) =>
        EndAsync(db, db.Sessions.Where(s => s.PersonId == personId), why, by, after, token);

    /// <summary>As <see cref="EndAllAsync"/>, except for one session, which stays open; null for no exception.</summary>
    public Task EndOthersAsync(SimConsoleDb db, long personId, long? stays, SessionEnd why, Actor by, AfterCommit after, CancellationToken token) =>
        EndAsync(db, db.Sessions.Where(s => s.PersonId == personId && s.Id != stays), why, by, after, token);

    private async Task EndAsync(SimConsoleDb db, IQueryable<Session> sessions, SessionEnd why, Caller by, string owner, AfterCommit after, CancellationToken token)
    {
        if (await EndAsync(db, sessions, why, by.Actor, after, token) > 0)
        {
            db.Audit(by, AuditKinds.SessionEnded, owner);
            await db.SaveChangesAsync(token);
        }
    }

    private async Task<int> EndAsync(SimConsoleDb db, IQueryable<Session> sessions, SessionEnd why, Actor by, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        var ended = await sessions.Where(s => s.EndedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.EndedAt, now).SetProperty(s => s.Ended, why).SetProperty(s => s.EndedBy, by.Name).SetProperty(s => s.IdToken, (string?)null), token);
        after.Do(open.Look);
        return ended;
    }
}
